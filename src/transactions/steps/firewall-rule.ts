/** One rule of iptables or ip6tables, there once or not at all. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import type { Host } from '../../host/host.ts';
import type { FirewallRuleStep } from '../../model/plan.ts';
import { shellWord } from './shell-word.ts';
import { changedMeanwhile } from './rules-of-table.ts';
import type { StepKind } from './step-kind.ts';

export const firewallRuleKind: StepKind<FirewallRuleStep> = {
  ofKernel: true,
  preview: (step) => `${step.program} ${changeWords(step).map(shellWord).join(' ')}\n`,
  requireStillRight,
  apply,
  differs: async (step, { host, mark }) => {
    if (mark === 'already') return undefined;
    const { program, action } = step;
    const { exitCode } = await host.commands.run(program, checkWords(step));
    if (exitCode > 2) return `${program} does not say whether it has the rule ${quoted(shown(step))}`;
    if ((exitCode === 0) === (action === 'add')) return undefined;
    return `the rule ${quoted(shown(step))} of ${program} is ${exitCode === 0 ? 'there again' : 'gone'}`;
  },
  touches: ({ program, table = 'filter', chain, rule }) => [
    ['rule', program, ...(table === 'filter' ? [] : [table]), chain, ...rule].join(' '),
  ],
  undo: (step, index) => {
    const { program, table = 'filter', chain, rule, action, behind } = step;
    const place = [behind?.position ?? 0, behind?.rule ?? ''];
    return ['undo_firewall_rule', index, program, table, chain, action, ...place, shown(step), ...rule];
  },
};

function shown({ rule, brief }: FirewallRuleStep): string {
  return brief ?? rule.join(' ');
}

/** -w: another program may hold xtables' lock for a moment (iptables(8)). */
function changeWords({ table, chain, rule, action, behind }: FirewallRuleStep): readonly string[] {
  const where = ['-w', ...(table === undefined ? [] : ['-t', table])];
  const place = String((behind?.position ?? 0) + 1);
  return action === 'add' ? [...where, '-I', chain, place, ...rule] : [...where, '-D', chain, ...rule];
}

function checkWords({ table = 'filter', chain, rule }: FirewallRuleStep): readonly string[] {
  return ['-w', '-t', table, '-C', chain, ...rule];
}

/** Throws AgentError(Conflict) where the rule before it is another one by now, or it is there already. */
async function requireStillRight(step: FirewallRuleStep, host: Host): Promise<void> {
  const { program, table = 'filter', chain, action, behind } = step;
  if (action === 'remove' || behind === undefined) return;
  const words = ['-w', '-t', table, '-S', chain, String(behind.position)];
  const { stdout } = await host.commands.run(program, words);
  const isThere = (await host.commands.run(program, checkWords(step))).exitCode === 0;
  if (stdout.trimEnd() === behind.rule && !isThere) return;
  throw changedMeanwhile(`${program} ${table} ${chain}`);
}

/** @returns `already` if the rule was as wanted: then there is nothing to undo. */
async function apply(step: FirewallRuleStep, host: Host, lock: number): Promise<string | undefined> {
  const { program, action } = step;
  const check = await host.commands.run(program, checkWords(step), { inherit: lock });
  // iptables(8): 1 and 2 mean that there is no such rule or chain; other codes that it could not look.
  if (check.exitCode > 2) throw failed(check.stderr, step);
  if ((check.exitCode === 0) === (action === 'add')) return 'already';
  const { exitCode, stderr } = await host.commands.run(program, changeWords(step), { inherit: lock });
  if (exitCode !== 0) throw failed(stderr, step);
  const after = await host.commands.run(program, checkWords(step), { inherit: lock });
  if ((after.exitCode === 0) === (action === 'add')) return undefined;
  throw failed(after.stderr, step);
}

function failed(cause: string, step: FirewallRuleStep): AgentError {
  const { program, table = 'filter', chain, action } = step;
  return new AgentError(
    'CommandFailed',
    `the rule ${quoted(shown(step))} could not be ${action === 'add' ? 'added to' : 'removed from'} '${program}', table '${table}', chain ${quoted(chain)}, and the change was undone; see the log of the agent`,
    { cause },
  );
}
