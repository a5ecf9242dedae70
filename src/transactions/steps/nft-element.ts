/** One element of a named set or map of nftables. */
import * as v from 'valibot';
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import type { Host } from '../../host/host.ts';
import type { NftElementStep } from '../../model/plan.ts';
import { listNft, runNft, unchanged } from './run-nft.ts';
import { shellWord } from './shell-word.ts';
import type { StepKind } from './step-kind.ts';

export const nftElementKind: StepKind<NftElementStep> = {
  ofKernel: true,
  preview: (step) => `nft --json ${shellWord(input(step, step.action))}\n`,
  requireStillRight: async (step, host) => {
    if ((await isThere(step, host)) === (step.action === 'remove')) return;
    throw new AgentError(
      'Conflict',
      `the elements of ${quoted(place(step))} were changed outside bridgehead meanwhile; call again`,
    );
  },
  apply: async (step, host, lock) => {
    await runNft(host, input(step, step.action), place(step), lock);
    if ((await isThere(step, host)) !== (step.action === 'add')) throw unchanged(place(step));
    return undefined;
  },
  differs: async (step, { host }) => {
    const found = await isThere(step, host);
    if (found === (step.action === 'add')) return undefined;
    return `our element of ${quoted(place(step))} is ${found ? 'there again' : 'gone'}`;
  },
  touches: (step) => [`element ${place(step)} ${step.element}`],
  undo: ({ family, table, set, of, action, device }, index) => [
    ...['undo_nft_element', index, of, family, table, set, action, device],
  ],
  undoFiles: (step) => {
    const reverse = step.action === 'add' ? 'remove' : 'add';
    return [{ name: 'element', text: `${input(step, reverse)}\n`, mode: 0o600 }];
  },
};

function place({ family, table, set, of }: NftElementStep): string {
  return `nft ${of} ${family} ${table} ${set}`;
}

function input({ family, table, set, element }: NftElementStep, action: 'add' | 'remove'): string {
  const elem: unknown = JSON.parse(element);
  const change = { element: { family, table, name: set, elem: [elem] } };
  return JSON.stringify({ nftables: [action === 'add' ? { add: change } : { delete: change }] });
}

const held = v.object({ elem: v.optional(v.array(v.unknown()), []) });
const listSchema = v.object({ nftables: v.array(v.object({ set: v.optional(held), map: v.optional(held) })) });

async function isThere({ family, table, set, of, element }: NftElementStep, host: Host): Promise<boolean> {
  const parsed = v.safeParse(listSchema, await listNft(host, [of, family, table, set]));
  const all = parsed.success ? parsed.output.nftables.flatMap((one) => (one.set ?? one.map)?.elem ?? []) : [];
  return all.some((one) => JSON.stringify(one) === element);
}
