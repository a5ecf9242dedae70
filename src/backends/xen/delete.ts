/** Xen's own bridge script is turned on again with the last of the bridges. */
import { requireReadable, type HostFile } from '../../model/host-file.ts';
import { keptStepsAt, originalText } from '../../model/originals.ts';
import type { FileStep } from '../../model/plan.ts';
import { replaceFile } from '../../model/replace-file.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { runsBridgeScript, withScriptOf } from './network-script.ts';

/**
 * The file byte for byte as it was if it was not changed since, else that line alone. Throws AgentError(Refused) where
 * Xen's file must not be read any more.
 */
export function planDeleteXen(_request: DeleteBridgeRequest, { state, history, others }: AspectContext): StepGroup {
  if (state.xenConfig === undefined || others.length > 0) return nothing;
  const ours = lastChange(state.xenConfig, history);
  if (ours?.before === undefined || ours.before === null || !runsBridgeScript(ours.before)) return nothing;
  const file = requireReadable(state.xenConfig);
  const original = originalText(file.path, file.text, history)?.value ?? withScriptOf(ours.before, file.text);
  const title = "enable Xen's own bridge script again from xend's next start";
  return { before: replaceFile(title, file, original), after: [] };
}

/** What we did to the file last; if that restored the script, nothing is ours any more. */
function lastChange({ path }: HostFile, history: readonly Transaction[]): FileStep | undefined {
  const [last] = keptStepsAt(path, history);
  return typeof last?.after === 'string' && !runsBridgeScript(last.after) ? last : undefined;
}
