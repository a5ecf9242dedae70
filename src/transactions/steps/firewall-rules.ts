/** Rules of one table of iptables, all of them there once or not at all: the program lists and changes the table in one go. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import type { Host } from '../../host/host.ts';
import { groupedBy } from '../../model/grouped-by.ts';
import type { FirewallRulesStep } from '../../model/plan.ts';
import { changedMeanwhile, differenceOf } from './rules-of-table.ts';
import type { StepKind } from './step-kind.ts';

export const firewallRulesKind: StepKind<FirewallRulesStep> = {
  ofKernel: true,
  preview: (step) => `${step.program}-restore --noflush <<'end'\n${restored(step, changes(step))}end\n`,
  requireStillRight,
  apply,
  differs: async (step, { host }) => {
    const there = new Set(await list(step, host));
    const wrong = step.rules.filter(({ rule }) => there.has(rule) !== (step.action === 'add'));
    return differenceOf(wrong.length, place(step), step.action);
  },
  touches: ({ program, table, rules }) => rules.map(({ rule }) => `rule ${program} ${table} ${rule}`),
  undo: ({ program, table, action }, index) => ['undo_firewall_rules', index, program, table, action],
  undoFiles: (step) => {
    const { rules, action } = step;
    const ours = { name: 'rules', text: lines(rules.map(({ rule }) => rule)), mode: 0o600 };
    if (action === 'add') return [ours];
    const places = rules.map(({ behind }) => `${behind.position} ${behind.rule}`);
    return [
      ours,
      { name: 'places', text: lines(places), mode: 0o600 },
      { name: 'inserts', text: lines(inserts(step)), mode: 0o600 },
    ];
  },
};

function place({ program, table }: FirewallRulesStep): string {
  return `${program} ${table}`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

/** What iptables-restore reads. */
function restored({ table }: FirewallRulesStep, commands: readonly string[]): string {
  return lines([`*${table}`, ...commands, 'COMMIT']);
}

function changes(step: FirewallRulesStep): readonly string[] {
  return step.action === 'add' ? inserts(step) : removals(step);
}

function removals({ rules }: FirewallRulesStep): readonly string[] {
  return rules.map(({ rule }) => rule.replace(/^-A /, '-D '));
}

/** The last one first, so that none moves what another stands behind. */
function inserts({ rules }: FirewallRulesStep): readonly string[] {
  return rules
    .map(({ rule, behind }) => rule.replace(/^-A (\S+)/, (_, chain: string) => `-I ${chain} ${behind.position + 1}`))
    .reverse();
}

/** The rules of the table as iptables-save prints them. Throws AgentError(CommandFailed). */
async function list(step: FirewallRulesStep, host: Host): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await host.commands.run(`${step.program}-save`, ['-t', step.table]);
  if (exitCode !== 0) throw failed(step, stderr);
  return stdout.split('\n').filter((line) => line.startsWith('-A '));
}

/** Throws AgentError(Conflict) where a rule before one of ours is another one by now, or one of ours is there already. */
async function requireStillRight(step: FirewallRulesStep, host: Host): Promise<void> {
  if (step.action === 'remove') return;
  const listed = await list(step, host);
  const there = new Set(listed);
  const chains = groupedBy(listed, chainOf);
  const isRight = step.rules.every(({ rule, behind }) => {
    return chains.get(chainOf(rule))?.[behind.position - 1] === behind.rule && !there.has(rule);
  });
  if (isRight) return;
  throw changedMeanwhile(place(step));
}

function chainOf(rule: string): string {
  return rule.split(' ', 2)[1] ?? '';
}

async function apply(step: FirewallRulesStep, host: Host, lock: number): Promise<undefined> {
  await restore(step, changes(step), host, lock);
  const there = new Set(await list(step, host));
  if (step.rules.every(({ rule }) => there.has(rule) === (step.action === 'add'))) return;
  // An undo knows rules by what is printed of them.
  if (step.action === 'add') await restore(step, removals(step), host, lock);
  throw failed(step, 'a rule is printed in another way than it was given');
}

/** iptables-restore(8): a table is changed as a whole or not at all; -w, because another program may hold xtables' lock. */
async function restore(step: FirewallRulesStep, commands: readonly string[], host: Host, inherit: number) {
  const input = restored(step, commands);
  const { exitCode, stderr } = await host.commands.run(`${step.program}-restore`, ['--noflush', '-w'], {
    input,
    inherit,
  });
  if (exitCode !== 0) throw failed(step, stderr);
}

/** @param cause what the program said, for the log. */
function failed(step: FirewallRulesStep, cause: string): AgentError {
  const [count, way] = [step.rules.length, step.action === 'add' ? 'added to' : 'removed from'];
  const text = `${count} rules for the bridge could not be ${way} ${quoted(place(step))}, and the change was undone; see the log of the agent`;
  return new AgentError('CommandFailed', text, { cause });
}
