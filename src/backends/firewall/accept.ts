/** Plans the rule that accepts bridged frames, and saves it for the next boot. */
import { savedFile, writtenBySaving, programs } from './saved-rules.ts';
import type { RulesProgram, Saving } from '../../model/filters.ts';
import type { HostState } from '../../model/host-state.ts';
import type { FirewallRuleStep, FirewallSaveStep, Step } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { keptSteps } from '../../model/originals.ts';
import { filterFile, readableFile } from './filter-files.ts';

/** The rule that lets every bridged frame pass (iptables-extensions(8): physdev). */
const acceptRule = ['-m', 'physdev', '--physdev-is-bridged', '-j', 'ACCEPT'] as const;

const acceptText = acceptRule.join(' ');

interface AcceptChain {
  readonly program: RulesProgram;
  readonly chain: string;
  /** Whether the rule is in it already. */
  readonly there: boolean;
}

/** Docker puts its rules before all others whenever it starts, and DOCKER-USER before those (Docker: packet filtering). */
const dockerChain = 'DOCKER-USER';

/** The chain that the rule belongs in, for each program whose rules could be read. */
export function acceptChains(state: HostState): readonly AcceptChain[] {
  return programs.flatMap((program) => {
    const table = state.filters.tables.find(({ name }) => name === program);
    if (table === undefined) return [];
    const forward = table.chains.FORWARD ?? [];
    const usesDocker = forward.some(({ target }) => target.kind === 'jump' && target.chain === dockerChain);
    const chain = usesDocker ? dockerChain : 'FORWARD';
    const holds = (name: string): boolean =>
      (table.chains[name] ?? []).some(({ text }) => text === `-A ${name} ${acceptText}`);
    return [{ program, chain, there: holds(chain) || holds('FORWARD') }];
  });
}

/** @param why the end of the titles. @returns no steps if the rule is there and saved. */
export function planAccept(why: string, state: HostState): readonly Step[] {
  const chains = acceptChains(state);
  const missing = chains.filter(({ there }) => !there);
  const saving = savingOf(chains, state);
  const unsaved = chains.filter(({ program }) => saving?.programs.includes(program) !== true);
  const rules = missing.map(({ program, chain }): FirewallRuleStep => {
    const lost = unsaved.some((one) => one.program === program);
    const note = lost ? 'nothing on this host saves it, so it is lost at the next boot' : '';
    return ruleStep('add', program, chain, [why, note]);
  });
  if (saving === undefined || (rules.length === 0 && isSaved(saving, state))) return rules;
  return [...rules, saveStep(saving, true, state)];
}

/** Removes the rules that we added, and saves again if they were saved. */
export function planUndoAccept(live: boolean, state: HostState, history: readonly Transaction[]): readonly Step[] {
  if (!live) return [];
  const ours = ourRules(state, history);
  const rules = ours.map(({ program, chain }) => ruleStep('remove', program, chain, []));
  const saving = savingOf(ours, state);
  return saving === undefined || !isSavedAnywhere(saving, state) ? rules : [...rules, saveStep(saving, false, state)];
}

/** Whether the rule is in every file that the next boot reads. */
export function isSaved({ way, programs: own }: Saving, state: HostState): boolean {
  return own.every((program) => filterFile(savedFile(way, program), state).text?.includes(acceptText) === true);
}

function isSavedAnywhere({ way, programs: own }: Saving, state: HostState): boolean {
  return own.some((program) => readableFile(savedFile(way, program), state).text?.includes(acceptText) === true);
}

/** How this host saves the rules of these chains; undefined if it does not. */
export function savingOf(chains: readonly { readonly program: RulesProgram }[], state: HostState): Saving | undefined {
  const { saving } = state.filters;
  const own = saving?.programs.filter((program) => chains.some((chain) => chain.program === program)) ?? [];
  return saving === undefined || own.length === 0 ? undefined : { way: saving.way, programs: own };
}

/** The rules that are there because our last change to them added them. */
function ourRules(state: HostState, history: readonly Transaction[]): readonly AcceptStep[] {
  const seen = new Set<string>();
  return keptSteps(history).filter((step): step is AcceptStep => {
    if (!isAccept(step)) return false;
    const key = `${step.program} ${step.chain}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return step.action === 'add' && isThere(step, state);
  });
}

/** Its table is left out; the twins of the host's own rules have one. */
type AcceptStep = FirewallRuleStep & { readonly program: RulesProgram };

function isAccept(step: Step): step is AcceptStep {
  return step.kind === 'firewall-rule' && step.table === undefined;
}

function isThere({ program, chain, rule }: FirewallRuleStep, state: HostState): boolean {
  const table = state.filters.tables.find(({ name }) => name === program);
  return (table?.chains[chain] ?? []).some(({ text }) => text === `-A ${chain} ${rule.join(' ')}`);
}

function ruleStep(
  action: 'add' | 'remove',
  program: RulesProgram,
  chain: string,
  notes: readonly string[],
): FirewallRuleStep {
  const title =
    action === 'add'
      ? `accept bridged frames in ${program}, chain ${chain}`
      : `remove our rule for bridged frames from ${program}, chain ${chain}`;
  return {
    kind: 'firewall-rule',
    title: [title, ...notes.filter((note) => note !== '')].join('; '),
    program,
    chain,
    rule: acceptRule,
    action,
  };
}

function saveStep({ way, programs: own }: Saving, holds: boolean, state: HostState): FirewallSaveStep {
  const paths = own.flatMap((program) => writtenBySaving(way, program));
  return {
    kind: 'firewall-save',
    title: `save the rules of ${own.join(' and ')} for the next boot`,
    way,
    programs: own,
    files: paths.map((path) => {
      const { text, mode } = readableFile(path, state);
      return { path, before: text ?? null, mode };
    }),
    rule: acceptText,
    holds,
  };
}
