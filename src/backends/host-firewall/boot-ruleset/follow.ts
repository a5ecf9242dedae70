/** Twins in the files that the service nftables loads at the boot. */
import { AgentError } from '../../../contract/errors.ts';
import { quoted } from '../../../contract/quoted.ts';
import type { HostFile } from '../../../model/host-file.ts';
import type { NamingRule } from '../../../model/host-firewall.ts';
import type { FileStep } from '../../../model/plan.ts';
import { replaceFile } from '../../../model/replace-file.ts';
import { isWritable } from '../shared/kept-files.ts';
import { parts, type Move } from '../shared/move.ts';
import type { BootTwins, FileRule, FileTwins } from './boot-twins.ts';
import { provenText } from './proven-text.ts';

/** Each twin stands right behind its rule; all else is kept byte for byte. Throws AgentError(Refused) where it cannot be so. */
export function planBootTwins(move: Move, boot: BootTwins, files: readonly HostFile[]): readonly FileStep[] {
  return boot.files.flatMap((one) => {
    if (isCovered(one, move)) return [];
    const text = one.problem === undefined ? provenText(one, move, files) : undefined;
    const { path } = one.file;
    if (text === undefined) throw refused(one, move, `bridgehead cannot write the twins there ${whyNot(one)}`);
    if (!isWritable(path)) throw refused(one, move, 'bridgehead may not write in its folder');
    return replaceFile(`keep the rules for '${move.bridge}' in '${path}' for the next boot`, one.file, text);
  });
}

function whyNot({ problem }: FileTwins): string {
  return problem === undefined ? 'and prove that nothing else changes' : `because ${problem}`;
}

function refused({ file }: FileTwins, { uplink, bridge }: Move, reason: string): AgentError {
  return new AgentError(
    'Refused',
    `${quoted(file.path)} names '${uplink}' for the next boot, and ${reason}; name '${bridge}' there as well and call again, or give host-firewall 'ignore'`,
  );
}

/** Whether the next boot knows the bridge there: a file that is not understood may name it in its own way. */
export function isCovered({ file, insertions, problem }: FileTwins, { bridge }: Move): boolean {
  return problem === undefined ? insertions.length === 0 : namesIn(file.text).has(bridge);
}

/** nft(8): LEXICAL CONVENTIONS; a name may stand in quotes, and comments end with the line. */
export function namesIn(text: string): ReadonlySet<string> {
  const words = text.matchAll(/#.*|(?:comment|prefix)\s+"[^"\n]*"|"([^"\n]*)"|([\w.+*-]+)/g);
  return new Set([...words].flatMap(([, inQuotes, bare]) => inQuotes ?? bare ?? []));
}

/** Running rules of nft that no file of the boot has, as far as it is known. */
export function unkeptRules(lost: readonly NamingRule[], boot: BootTwins, move: Move): readonly NamingRule[] {
  const left = boot.files.flatMap(({ rules }) => rules);
  const sets = new Set(boot.files.flatMap((one) => one.sets));
  return lost.filter((rule) => {
    const parting = rule.lookups.filter((lookup) => parts(lookup, move));
    const hasSets = parting.every(({ set }) => set === undefined || sets.has(`${rule.table} ${set}`));
    if (parting.every(({ set }) => set !== undefined)) return !hasSets;
    const at = left.findIndex((one) => keyOf(one) === keyOf(rule));
    if (at !== -1) left.splice(at, 1);
    return at === -1 || !hasSets;
  });
}

/** By what it compares. */
function keyOf({ table, chain, lookups }: FileRule): string {
  const all = lookups.map(({ direction, negated, set, names }) => {
    return [direction, negated, set ?? [...names].sort()];
  });
  return JSON.stringify([table, chain, all]);
}
