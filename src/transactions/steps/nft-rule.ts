/** One rule of nftables, known by its comment. */
import * as v from 'valibot';
import { bareText } from '../../backends/host-firewall/shared/nft-text.ts';
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import type { Host } from '../../host/host.ts';
import type { NftRuleStep } from '../../model/plan.ts';
import { listNft, runNft, unchanged } from './run-nft.ts';
import { shellWord } from './shell-word.ts';
import type { StepKind } from './step-kind.ts';

export const nftRuleKind: StepKind<NftRuleStep> = {
  ofKernel: true,
  preview: (step) => `nft --json ${shellWord(input(step))}\n`,
  requireStillRight,
  apply: async (step, host, lock) => {
    const adds = step.action === 'add';
    const ours = adds ? undefined : await findOurs(step, host);
    await runNft(host, adds ? input(step) : removal(step, ours?.handle ?? 0), place(step), lock);
    const now = await findOurs(step, host);
    if ((now !== undefined) !== adds) throw unchanged(place(step));
    // By which an undo tells a rule that was replaced from one that was removed.
    return now === undefined ? undefined : String(now.handle);
  },
  differs: async (step, { host }) => {
    const isThere = (await findOurs(step, host)) !== undefined;
    if (isThere === (step.action === 'add')) return undefined;
    return `our rule in ${quoted(place(step))} is ${isThere ? 'there again' : 'gone'}`;
  },
  touches: (step) => [`rule nft ${place(step)} ${step.mark}`],
  undo: ({ family, table, chain, action, mark, behind }, index) => [
    ...['undo_nft_rule', index, family, table, chain, action, mark, behind.handle],
  ],
  undoFiles: (step) => (step.action === 'remove' ? [{ name: 'rule', text: `${input(step)}\n`, mode: 0o600 }] : []),
};

function place({ family, table, chain }: NftRuleStep): string {
  return `nft ${family} ${table} ${chain}`;
}

/** Behind the other rule: nft(8) counts from 0, and `index` comes first, where undo.sh puts another one. */
function input({ family, table, chain, rule, mark, behind }: NftRuleStep): string {
  const expr: unknown = JSON.parse(rule);
  const added = { index: behind.position - 1, family, table, chain, comment: mark, expr };
  return JSON.stringify({ nftables: [{ add: { rule: added } }] });
}

function removal({ family, table, chain }: NftRuleStep, handle: number): string {
  return JSON.stringify({ nftables: [{ delete: { rule: { family, table, chain, handle } } }] });
}

const ruleSchema = v.object({ handle: v.number(), expr: v.array(v.unknown()), comment: v.optional(v.string()) });
const chainSchema = v.object({ nftables: v.array(v.object({ rule: v.optional(ruleSchema) })) });

async function rulesOf({ family, table, chain }: NftRuleStep, host: Host) {
  const parsed = v.safeParse(chainSchema, await listNft(host, ['chain', family, table, chain]));
  return parsed.success ? parsed.output.nftables.flatMap(({ rule }) => rule ?? []) : [];
}

async function findOurs(step: NftRuleStep, host: Host) {
  return (await rulesOf(step, host)).find(({ comment }) => comment === step.mark);
}

/** Throws AgentError(Conflict) where the chain is another one by now. */
async function requireStillRight(step: NftRuleStep, host: Host): Promise<void> {
  const rules = await rulesOf(step, host);
  const isThere = rules.some(({ comment }) => comment === step.mark);
  const other = rules[step.behind.position - 1];
  const isRight =
    step.action === 'remove'
      ? isThere
      : !isThere && other?.handle === step.behind.handle && bareText(other.expr) === step.behind.rule;
  if (isRight) return;
  throw new AgentError(
    'Conflict',
    `the rules of ${quoted(place(step))} were changed outside bridgehead meanwhile; call again`,
  );
}
