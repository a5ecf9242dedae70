/** One rule of iptables or ip6tables, there once or not at all. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { FirewallRuleStep } from '../../model/plan.ts';
import type { StepKind } from './step-kind.ts';

export const firewallRuleKind: StepKind<FirewallRuleStep> = {
  preview: (step) => `${step.program} ${changeWords(step).join(' ')}\n`,
  apply,
  differs: async (step, { host, mark }) => {
    if (mark === 'already') return undefined;
    const { program, rule, action } = step;
    const { exitCode } = await host.commands.run(program, checkWords(step));
    if (exitCode > 2) return `${program} does not say whether it has the rule '${rule.join(' ')}'`;
    if ((exitCode === 0) === (action === 'add')) return undefined;
    return `the rule '${rule.join(' ')}' of ${program} is ${exitCode === 0 ? 'there again' : 'gone'}`;
  },
  touches: (step) => [`rule ${step.program} ${step.chain} ${wordsOf(step).join(' ')}`],
  undo: (step, index) => ['undo_firewall_rule', index, step.program, step.chain, step.action, ...wordsOf(step)],
};

/** The table may stand behind the command and its chain (iptables(8)), which is where undo.sh has it. */
function wordsOf({ table, rule }: FirewallRuleStep): readonly string[] {
  return [...(table === undefined ? [] : ['-t', table]), ...rule];
}

/** -w: another program may hold xtables' lock for a moment (iptables(8)). */
function changeWords(step: FirewallRuleStep): readonly string[] {
  const { chain, action } = step;
  return action === 'add' ? ['-w', '-I', chain, '1', ...wordsOf(step)] : ['-w', '-D', chain, ...wordsOf(step)];
}

function checkWords(step: FirewallRuleStep): readonly string[] {
  return ['-w', '-C', step.chain, ...wordsOf(step)];
}

/** @returns `already` if the rule was as wanted: then there is nothing to undo. */
async function apply(step: FirewallRuleStep, host: Host, lock: number): Promise<string | undefined> {
  const { program, action } = step;
  const check = await host.commands.run(program, checkWords(step), { inherit: lock });
  // iptables(8): 1 and 2 mean that there is no such rule or chain; other codes that it could not look.
  if (check.exitCode > 2) throw failed(check.stderr, program, checkWords(step));
  if ((check.exitCode === 0) === (action === 'add')) return 'already';
  const { exitCode, stderr } = await host.commands.run(program, changeWords(step), { inherit: lock });
  if (exitCode === 0) return undefined;
  throw failed(stderr, program, changeWords(step));
}

function failed(cause: string, program: string, words: readonly string[]): AgentError {
  return new AgentError(
    'CommandFailed',
    `the command '${program} ${words.join(' ')}' failed and the change was undone; see the log of the agent`,
    { cause },
  );
}
