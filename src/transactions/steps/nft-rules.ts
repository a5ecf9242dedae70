/** Rules of one table of nftables, known by their comments: nft lists the table in one go, for which it may need a second. */
import { bareText } from '../../backends/host-firewall/shared/nft-text.ts';
import type { Host } from '../../host/host.ts';
import type { NftRulesStep } from '../../model/plan.ts';
import { listRules, type ListedRules } from './listed-rules.ts';
import { changedMeanwhile, differenceOf } from './rules-of-table.ts';
import { runNft, unchanged } from './run-nft.ts';
import { shellWord } from './shell-word.ts';
import type { StepKind } from './step-kind.ts';

type Rule = NftRulesStep['rules'][number];

export const nftRulesKind: StepKind<NftRulesStep> = {
  ofKernel: true,
  preview: (step) =>
    inputsOf(additions(step))
      .map((input) => `nft --json ${shellWord(input)}\n`)
      .join(''),
  requireStillRight,
  apply,
  differs: async (step, { host }) => {
    const listed = await listRules(step, host);
    const wrong = step.rules.filter((rule) => (handleOf(rule, listed) !== undefined) !== (step.action === 'add'));
    return differenceOf(wrong.length, place(step), step.action);
  },
  touches: (step) => step.rules.map(({ chain, mark }) => `rule ${place(step)} ${chain} ${mark}`),
  undo: ({ family, table, action }, index) => ['undo_nft_rules', index, family, table, action],
  undoFiles: (step) => {
    if (step.action === 'add')
      return [
        file(
          'marks',
          step.rules.map(({ mark }) => `${mark} `),
        ),
      ];
    const rules = step.rules.toReversed();
    return [
      file(
        'places',
        rules.map(({ chain, mark, behind }) => `${behind.handle} ${chain} ${mark}`),
      ),
      file('rules', additions(step)),
    ];
  },
};

function file(name: string, lines: readonly string[]) {
  return { name, text: lines.map((line) => `${line}\n`).join(''), mode: 0o600 };
}

function place({ family, table }: NftRulesStep): string {
  return `nft ${family} ${table}`;
}

/**
 * The last one first, so that none moves what another stands behind. nft(8) counts from 0, and `index` comes first, where
 * undo.sh puts another one.
 */
function additions({ family, table, rules }: NftRulesStep): readonly string[] {
  return rules.toReversed().map(({ chain, rule, mark, behind }) => {
    const expr: unknown = JSON.parse(rule);
    return JSON.stringify({
      add: { rule: { index: behind.position - 1, family, table, chain, comment: mark, expr } },
    });
  });
}

function removals({ family, table, rules }: NftRulesStep, listed: ListedRules): readonly string[] {
  return rules.map((rule) => {
    const handle = handleOf(rule, listed);
    return JSON.stringify({ delete: { rule: { family, table, chain: rule.chain, handle } } });
  });
}

/** Characters: an argument may have 128 KiB (execve(2): MAX_ARG_STRLEN). */
const longestInput = 96 * 1024;

/** As few commands as nft can be given at a time. */
function inputsOf(commands: readonly string[]): readonly string[] {
  const inputs: string[][] = [];
  let length = longestInput;
  for (const command of commands) {
    length += Buffer.byteLength(command) + 2;
    if (length > longestInput) {
      inputs.push([]);
      length = Buffer.byteLength(command);
    }
    inputs.at(-1)?.push(command);
  }
  return inputs.map((some) => `{"nftables":[${some.join(',')}]}`);
}

function handleOf({ chain, mark }: Rule, listed: ListedRules): number | undefined {
  return listed.marked.get(`${chain} ${mark}`);
}

/** @returns the handles of ours, by which an undo tells a rule that was replaced from one that was removed. */
async function apply(step: NftRulesStep, host: Host, lock: number): Promise<string | undefined> {
  const adds = step.action === 'add';
  const commands = adds ? additions(step) : removals(step, await listRules(step, host));
  for (const input of inputsOf(commands)) await runNft(host, input, place(step), lock);
  const listed = await listRules(step, host);
  const handles = step.rules.flatMap((rule) => handleOf(rule, listed) ?? []);
  if (handles.length !== (adds ? step.rules.length : 0)) throw unchanged(place(step));
  return adds ? handles.join(',') : undefined;
}

/** Throws AgentError(Conflict) where the chains are others by now. */
async function requireStillRight(step: NftRulesStep, host: Host): Promise<void> {
  const listed = await listRules(step, host, new Set(step.rules.map(({ behind }) => behind.handle)));
  const isRight = step.rules.every((rule) => {
    const isThere = handleOf(rule, listed) !== undefined;
    if (step.action === 'remove') return isThere;
    const other = listed.known.get(rule.behind.handle);
    return (
      !isThere && other?.place === `${rule.chain} ${rule.behind.position}` && bareText(other.expr) === rule.behind.rule
    );
  });
  if (isRight) return;
  throw changedMeanwhile(place(step));
}
