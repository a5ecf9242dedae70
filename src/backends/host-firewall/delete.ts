/** Takes away the twins that a bridge had got. */
import { AgentError } from '../../contract/errors.ts';
import type { InterfaceSet } from '../../model/host-firewall.ts';
import type { HostState } from '../../model/host-state.ts';
import { keptStepsAt, keptStepsOf } from '../../model/originals.ts';
import type { FileStep, NftElementStep, Step } from '../../model/plan.ts';
import { replaceFile } from '../../model/replace-file.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import type { StepGroup } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { DeleteContext } from '../interfaces/aspect.ts';
import { planDeleteFirewall } from '../firewall/delete.ts';
import { planDeleteBootTwins } from './boot-ruleset/delete.ts';
import { savedRuleFiles } from './shared/kept-files.ts';
import { madeTwins, ourTwins, type OurTwin } from './made-twins.ts';
import { removals } from './twin-removals.ts';
import { warningsOfDelete } from './warnings.ts';

/**
 * They go once the bridge's packets do not need them any more. What was changed outside bridgehead stays. Throws AgentError:
 * Refused where a program does not say which of our rules it has.
 */
export function planDeleteHostFirewall(request: DeleteBridgeRequest, context: DeleteContext): StepGroup {
  const { state, history } = context;
  const own = history.filter((one) => one.bridge === request.bridge && one.operation === 'CreateBridge');
  const twins = ourTwins(request.bridge, state, own);
  const left = warningsOfDelete(request, context, twins);
  if (own.length === 0) return { before: [], after: [], warnings: left };
  const live = state.live && request.activate !== 'boot';
  if (live) requireListed(request.bridge, own, state);
  const removed = removals(twins);
  const elements = ourElements(own, state);
  const traffic = planDeleteFirewall(request, context).before;
  const files = [
    ...savedWithout(request.bridge, twins, traffic, context),
    ...planDeleteBootTwins(request.bridge, state.hostFirewall.files, own),
  ];
  const warnings = [...left, ...savedAgain(request.bridge, twins, traffic)];
  return { before: [], after: [...(live ? [...removed, ...elements.map(withdrawal)] : []), ...files], warnings };
}

function requireListed(bridge: string, own: readonly Transaction[], { hostFirewall: { unreadable } }: HostState): void {
  const programs = [...madeTwins(own).map(({ program }) => program), ...elementsMade(own).map(() => 'nft')];
  const mute = unreadable.find((program) => programs.includes(program));
  if (mute === undefined) return;
  throw new AgentError(
    'Refused',
    `'${mute}' does not list its rules, so those that were added for '${bridge}' cannot be found; find out why and call again`,
  );
}

/** Once each, for a bridge of this name may have been created before. */
function ourElements(own: readonly Transaction[], { hostFirewall: { sets } }: HostState): readonly NftElementStep[] {
  const there = elementsMade(own).filter((step) => holds(sets, step));
  return [...new Map(there.map((step) => [`${step.family} ${step.table} ${step.set} ${step.element}`, step])).values()];
}

function elementsMade(history: readonly Transaction[]): readonly NftElementStep[] {
  return keptStepsOf('nft-element', history).filter(({ action }) => action === 'add');
}

function holds(sets: readonly InterfaceSet[], { family, table, set, element }: NftElementStep): boolean {
  const found = sets.find((one) => one.table === `${family} ${table}` && one.name === set);
  return found?.elements.some((one) => JSON.stringify(one) === element) === true;
}

function withdrawal(step: NftElementStep): NftElementStep {
  return { ...step, title: `take '${step.device}' out of the ${step.of} '${step.set}' of nft again`, action: 'remove' };
}

/** Not for files that are put back, or saved anew, as a whole. */
function savedWithout(
  bridge: string,
  twins: readonly OurTwin[],
  traffic: readonly Step[],
  { state, history }: DeleteContext,
): readonly FileStep[] {
  const written = traffic.flatMap((step) => {
    if (step.kind === 'firewall-save') return step.files.map(({ path }) => path);
    return step.kind === 'file' ? [step.path] : [];
  });
  return state.hostFirewall.files
    .filter(({ path, text }) => savedRuleFiles[path] !== undefined && text !== undefined && !written.includes(path))
    .flatMap((file) => {
      const running = twins
        .filter(({ rule }) => rule.program === savedRuleFiles[file.path])
        .map(({ rule }) => rule.text);
      const added = linesAdded(file.path, bridge, history);
      const after = without(file.text ?? '', [...added, ...running.filter((line) => !added.includes(line))]);
      return replaceFile(`take the rules for '${bridge}' out of '${file.path}'`, file, after);
    });
}

/** The rules are saved while those for the bridge are still needed. */
function savedAgain(bridge: string, twins: readonly OurTwin[], traffic: readonly Step[]): readonly string[] {
  const programs = traffic.flatMap((step) => (step.kind === 'firewall-save' ? step.programs : []));
  const kept = programs.filter((program) => twins.some(({ rule }) => rule.program === program));
  return kept.map(
    (program) => `the saved rules of ${program} still have those for '${bridge}'; save the rules again afterwards`,
  );
}

/** What our changes for the bridge added to the file. */
function linesAdded(path: string, bridge: string, history: readonly Transaction[]): readonly string[] {
  const own = history.filter((one) => one.bridge === bridge && one.operation === 'CreateBridge');
  const steps = keptStepsAt(path, own);
  return [...new Set(steps.flatMap(({ before, after }) => difference(linesOf(after), linesOf(before))))];
}

function linesOf(text: string | null): readonly string[] {
  return (text ?? '').split('\n');
}

function difference(lines: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return lines.filter((line) => !known.has(line));
}

/** The text without the first of each of these lines. */
function without(text: string, lines: readonly string[]): string {
  const left = new Set(lines);
  return text
    .split('\n')
    .filter((line) => !left.delete(line))
    .join('\n');
}
