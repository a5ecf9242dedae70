/** Plans the rule that accepts bridged frames, and saves it for the next boot. */
import { savedFile, writtenBySaving, programs } from './saved-rules.ts';
import type { RulesProgram, Saving } from '../../model/filters.ts';
import type { TrafficState } from '../../model/traffic-state.ts';
import type { FirewallRuleStep, FirewallSaveStep, Step } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { keptStepsOf } from '../../model/originals.ts';
import { acceptRule, acceptText, isAcceptRule } from './accept-rule.ts';
import { filterFile, readableFile } from './filter-files.ts';
import { natChain, natExceptions, type NatException } from './nat-exceptions.ts';

interface AcceptChain {
  readonly program: RulesProgram;
  readonly chain: string;
  /** Whether the rule is in it already. */
  readonly there: boolean;
}

/** Docker puts its rules before all others whenever it starts, and DOCKER-USER before those (Docker: packet filtering). */
const dockerChain = 'DOCKER-USER';

/** The chain that the rule belongs in, for each program whose rules could be read. */
export function acceptChains(state: TrafficState): readonly AcceptChain[] {
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

export interface AcceptRequest {
  readonly bridge: string;
  /** The interface that becomes its port now. */
  readonly uplink?: string | undefined;
}

/** @param why the end of the titles. @returns no steps if the rules are there and saved. */
export function planAccept(why: string, { bridge, uplink }: AcceptRequest, state: TrafficState): readonly Step[] {
  const chains = acceptChains(state);
  const exceptions = natExceptions(bridge, uplink, state);
  const saving = savingOf(chains, state);
  const notesOn = (program: RulesProgram): readonly string[] => {
    const lost = saving?.programs.includes(program) !== true;
    return [why, lost ? 'nothing on this host saves it, so it is lost at the next boot' : ''];
  };
  const rules = [
    ...chains
      .filter(({ there }) => !there)
      .map(({ program, chain }) => ruleStep('add', program, chain, notesOn(program))),
    ...exceptions.filter(({ there }) => !there).map((one) => exceptionStep(bridge, one, notesOn(one.program))),
  ];
  if (saving === undefined || (rules.length === 0 && isSaved(saving, exceptions, state))) return rules;
  return [...rules, saveStep(saving, true, state)];
}

/** Removes the rules that we added, and saves again if they were saved. */
export function planUndoAccept(live: boolean, state: TrafficState, history: readonly Transaction[]): readonly Step[] {
  if (!live) return [];
  const ours = ourRules(state, history);
  const rules = ours.map(removalOf);
  const saving = savingOf(ours, state);
  return saving === undefined || !isSavedAnywhere(saving, state) ? rules : [...rules, saveStep(saving, false, state)];
}

/** Removes what we added for the addresses on this bridge alone, and saves again if that was saved. */
export function planUndoExceptions(
  bridge: string,
  live: boolean,
  state: TrafficState,
  history: readonly Transaction[],
): readonly Step[] {
  if (!live) return [];
  const own = ourRules(state, history).filter(({ table, rule }) => table === 'nat' && rule[1] === bridge);
  const saving = savingOf(own, state);
  const rules = own.map(removalOf);
  return saving === undefined || !isSavedAnywhere(saving, state) ? rules : [...rules, saveStep(saving, true, state)];
}

/** Whether the rules are in every file that the next boot reads. */
export function isSaved(
  { way, programs: own }: Saving,
  exceptions: readonly NatException[],
  state: TrafficState,
): boolean {
  return own.every((program) => {
    const lines = filterFile(savedFile(way, program), state).text?.split('\n') ?? [];
    const holds = (text: string): boolean => lines.some((line) => line.endsWith(text));
    const texts = exceptions.filter((one) => one.program === program).map(({ text }) => text);
    return (holds(`-A ${dockerChain} ${acceptText}`) || holds(`-A FORWARD ${acceptText}`)) && texts.every(holds);
  });
}

function isSavedAnywhere({ way, programs: own }: Saving, state: TrafficState): boolean {
  return own.some((program) => readableFile(savedFile(way, program), state).text?.includes(acceptText) === true);
}

/** How this host saves the rules of these chains; undefined if it does not. */
export function savingOf(
  chains: readonly { readonly program: RulesProgram }[],
  state: TrafficState,
): Saving | undefined {
  const { saving } = state.filters;
  const own = saving?.programs.filter((program) => chains.some((chain) => chain.program === program)) ?? [];
  return saving === undefined || own.length === 0 ? undefined : { way: saving.way, programs: own };
}

/** The rules that are there because our last change to them added them. */
function ourRules(state: TrafficState, history: readonly Transaction[]): readonly AcceptStep[] {
  const seen = new Set<string>();
  return keptStepsOf('firewall-rule', history).filter((step): step is AcceptStep => {
    if (!isAccept(step)) return false;
    const key = [step.program, step.table, step.chain, ...step.rule].join(' ');
    if (seen.has(key)) return false;
    seen.add(key);
    return step.action === 'add' && isThere(step, state);
  });
}

/** By its end: the twins of the host's own rules are of this kind too. */
type AcceptStep = FirewallRuleStep & { readonly program: RulesProgram };

function isAccept(step: Step): step is AcceptStep {
  return step.kind === 'firewall-rule' && isAcceptRule(step.rule);
}

function isThere({ program, table: name, chain, rule }: FirewallRuleStep, { filters }: TrafficState): boolean {
  const table =
    name === 'nat'
      ? filters.nat.find((one) => one.program === program)
      : filters.tables.find((one) => one.name === program);
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

function exceptionStep(bridge: string, { program, rule }: NatException, notes: readonly string[]): FirewallRuleStep {
  const title = `keep the addresses of guests on '${bridge}' as they are in ${program}, table nat, chain ${natChain}`;
  return {
    kind: 'firewall-rule',
    title: [title, ...notes.filter((note) => note !== '')].join('; '),
    program,
    table: 'nat',
    chain: natChain,
    rule: [...rule],
    action: 'add',
  };
}

function removalOf(step: AcceptStep): FirewallRuleStep {
  if (step.table === undefined) return ruleStep('remove', step.program, step.chain, []);
  const title = `remove our rule for the addresses of guests from ${step.program}, table nat, chain ${step.chain}`;
  return { ...step, title, action: 'remove' };
}

function saveStep({ way, programs: own }: Saving, holds: boolean, state: TrafficState): FirewallSaveStep {
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
