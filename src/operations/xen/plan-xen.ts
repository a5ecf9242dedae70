/** Xen's own bridge script, which would make a second bridge over ours. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, NetworkFile } from '../../model/host-state.ts';
import type { FileStep } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { nothing, type Around } from '../shared/around.ts';
import { keptSteps, originalText } from '../shared/originals.ts';
import { otherBridges } from '../shared/other-bridges.ts';
import { runsBridgeScript, withoutBridgeScript, withScriptOf } from './network-script.ts';

/** The script off. Throws Refused where Xen's file must not be read. */
export function planXen(state: HostState): Around {
  if (state.xenConfig === undefined) return nothing;
  const { text } = readable(state.xenConfig);
  return step("disable Xen's own bridge script from xend's next start", state.xenConfig, withoutBridgeScript(text));
}

/**
 * The script back with the last of the bridges: the file byte for byte as it was if it was not changed since, else that
 * line alone. Throws Refused where Xen's file must not be read any more.
 */
export function returnXen(bridge: string, state: HostState, history: readonly Transaction[]): Around {
  if (state.xenConfig === undefined || otherBridges(bridge, state, history).length > 0) return nothing;
  const ours = lastChange(state.xenConfig, history);
  if (ours?.before === undefined || ours.before === null || !runsBridgeScript(ours.before)) return nothing;
  const { path, text } = readable(state.xenConfig);
  const original = originalText(path, text, history)?.value ?? withScriptOf(ours.before, text);
  return step("enable Xen's own bridge script again from xend's next start", state.xenConfig, original);
}

/** What we did to the file last; if that restored the script, nothing is ours any more. */
function lastChange({ path }: NetworkFile, history: readonly Transaction[]): FileStep | undefined {
  const last = keptSteps(history).find((one) => one.kind === 'file' && one.path === path);
  return last?.kind === 'file' && last.after !== null && !runsBridgeScript(last.after) ? last : undefined;
}

function readable({ path, text, problem }: NetworkFile): { readonly path: string; readonly text: string } {
  if (text !== undefined) return { path, text };
  throw new AgentError(
    'Refused',
    `'${path}' cannot be changed, because ${problem ?? 'it cannot be read'}; make it a regular file owned by root`,
  );
}

function step(title: string, { path, text, mode }: NetworkFile, after: string): Around {
  if (text === undefined || text === after) return nothing;
  return { before: [{ kind: 'file', title, path, before: text, after, mode }], after: [] };
}
