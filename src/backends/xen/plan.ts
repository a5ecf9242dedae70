/** Xen's own bridge script, which would make a second bridge over ours. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { HostFile } from '../../model/host-file.ts';
import type { HostState } from '../../model/host-state.ts';
import type { FileStep } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import { keptSteps, originalText } from '../../model/originals.ts';
import { otherBridges } from '../network/network-scripts/other-bridges.ts';
import { replaceFile } from '../../model/replace-file.ts';
import { runsBridgeScript, withoutBridgeScript, withScriptOf } from './network-script.ts';

/** The script off. Throws Refused where Xen's file must not be read. */
export function planXen(state: HostState): StepGroup {
  if (state.xenConfig === undefined) return nothing;
  const file = readable(state.xenConfig);
  const title = "disable Xen's own bridge script from xend's next start";
  return { before: replaceFile(title, file, withoutBridgeScript(file.text)), after: [] };
}

/**
 * The script back with the last of the bridges: the file byte for byte as it was if it was not changed since, else that
 * line alone. Throws Refused where Xen's file must not be read any more.
 */
export function returnXen(bridge: string, state: HostState, history: readonly Transaction[]): StepGroup {
  if (state.xenConfig === undefined || otherBridges(bridge, state, history).length > 0) return nothing;
  const ours = lastChange(state.xenConfig, history);
  if (ours?.before === undefined || ours.before === null || !runsBridgeScript(ours.before)) return nothing;
  const file = readable(state.xenConfig);
  const original = originalText(file.path, file.text, history)?.value ?? withScriptOf(ours.before, file.text);
  return {
    before: replaceFile("enable Xen's own bridge script again from xend's next start", file, original),
    after: [],
  };
}

/** What we did to the file last; if that restored the script, nothing is ours any more. */
function lastChange({ path }: HostFile, history: readonly Transaction[]): FileStep | undefined {
  const last = keptSteps(history).find((one) => one.kind === 'file' && one.path === path);
  return last?.kind === 'file' && last.after !== null && !runsBridgeScript(last.after) ? last : undefined;
}

function readable(file: HostFile): HostFile & { readonly text: string } {
  const { path, text, problem } = file;
  if (text !== undefined) return { ...file, text };
  throw new AgentError(
    'Refused',
    `'${path}' cannot be changed, because ${problem ?? 'it cannot be read'}; make it a regular file owned by root`,
  );
}
