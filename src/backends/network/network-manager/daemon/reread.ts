/** Files alone change: a running NetworkManager reads them, and leaves its devices as they are (nmcli(1): connection reload). */
import type { NetworkManagerProfileStep, Plan } from '../../../../model/plan.ts';
import { nothing, type StepGroup } from '../../../../model/step-group.ts';

const step: NetworkManagerProfileStep = {
  kind: 'network-manager-profile',
  title: 'have NetworkManager read its profiles again, which leaves its devices as they are',
};

/** Around the files' steps: the first is for an undo. */
export function reread(files: Plan): StepGroup {
  return files.length === 0 ? nothing : { before: [{ ...step, when: 'undo' }], after: [step] };
}
