/** NetworkManager's own way, which takes the host off the network for a moment: it activates the profiles itself. */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { NetworkManagerProfileStep, Plan, Step } from '../../../../model/plan.ts';
import { nest, type StepGroup } from '../../../../model/step-group.ts';

/** The profile that is active before, and the one that is to be active after; undefined where it is not known. */
interface Profiles {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** @param inner what the other aspects do. Throws AgentError(Unsupported) where NetworkManager does not run. */
export function byActivation(
  files: readonly Step[],
  inner: readonly StepGroup[],
  { before, after }: Profiles,
  { networkManager }: HostState,
): Plan {
  if (networkManager.status !== 'running' || before === undefined || after === undefined) {
    throw new AgentError(
      'Unsupported',
      "the service 'NetworkManager' has no profile active that it could replace; use activate 'boot'",
    );
  }
  const [first, last] = [{ ...activation(before), when: 'undo' as const }, activation(after)];
  const plan = nest([{ before: [first, ...files], after: [] }, ...inner], [last]);
  // It is activated again when the files are back, if another one was activated at all.
  const undoIfBegun = plan.indexOf(last);
  return plan.map((step) => (step === first ? { ...first, undoIfBegun } : step));
}

function activation(uuid: string): NetworkManagerProfileStep {
  return { kind: 'network-manager-profile', title: `have NetworkManager activate the profile '${uuid}'`, uuid };
}
