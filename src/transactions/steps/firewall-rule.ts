/** One rule of iptables or ip6tables, there once or not at all. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { FirewallRuleStep } from '../../model/plan.ts';
import type { StepKind } from './step-kind.ts';

export const firewallRuleKind: StepKind<FirewallRuleStep> = {
  preview: (step) => `${step.program} ${changeWords(step).join(' ')}\n`,
  apply,
  differs: async ({ program, chain, rule, action }, { host, mark }) => {
    if (mark === 'already') return undefined;
    const { exitCode } = await host.commands.run(program, ['-w', '-C', chain, ...rule]);
    if (exitCode > 2) return `${program} does not say whether it has the rule '${rule.join(' ')}'`;
    if ((exitCode === 0) === (action === 'add')) return undefined;
    return `the rule '${rule.join(' ')}' of ${program} is ${exitCode === 0 ? 'there again' : 'gone'}`;
  },
  touches: ({ program, chain, rule }) => [`rule ${program} ${chain} ${rule.join(' ')}`],
  undo: ({ program, chain, rule, action }, index) => ['undo_firewall_rule', index, program, chain, action, ...rule],
};

/** -w: another program may hold xtables' lock for a moment (iptables(8)). */
function changeWords({ chain, rule, action }: FirewallRuleStep): readonly string[] {
  return action === 'add' ? ['-w', '-I', chain, '1', ...rule] : ['-w', '-D', chain, ...rule];
}

/** @returns `already` if the rule was as wanted: then there is nothing to undo. */
async function apply(step: FirewallRuleStep, host: Host, lock: number): Promise<string | undefined> {
  const { program, chain, rule, action } = step;
  const check = await host.commands.run(program, ['-w', '-C', chain, ...rule], { inherit: lock });
  // iptables(8): 1 and 2 mean that there is no such rule or chain; other codes that it could not look.
  if (check.exitCode > 2) throw failed(check.stderr, program, ['-w', '-C', chain, ...rule]);
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
