/** What of the host's own firewall names an interface whose place a bridge takes, and matters. */
import type { HostFile } from '../../model/host-file.ts';
import type { DeviceHook, NamingRule } from '../../model/host-firewall.ts';
import type { HostState } from '../../model/host-state.ts';
import { bootTwins, type BootTwins } from './boot-ruleset/boot-twins.ts';
import { savedRuleFiles } from './shared/kept-files.ts';
import { findMentions, type Mention } from './mentions.ts';
import { parseSaved, type SavedRule } from './parse-saved.ts';
import { sorted } from './effect.ts';
import type { Move } from './shared/move.ts';

/** Rules of a file that the next boot reads. */
export interface SavedFile {
  readonly file: HostFile;
  /** As in Found. */
  readonly lost: readonly SavedRule[];
  readonly gained: readonly SavedRule[];
}

export interface Found {
  /** Rules that match what comes by the uplink, would not match what comes by the bridge, and have no twin. */
  readonly lost: readonly NamingRule[];
  /** Rules that match neither now, and would match what comes by the bridge: a twin does not help. */
  readonly gained: readonly NamingRule[];
  readonly saved: readonly SavedFile[];
  /** What other programs make rules of. */
  readonly mentions: readonly Mention[];
  /** What of that the service nftables loads at the boot. */
  readonly boot: BootTwins;
  readonly devices: readonly DeviceHook[];
  readonly unreadable: readonly string[];
  /** Sets of nft that hold interfaces by their number, as `inet filter wan`. */
  readonly byNumber: readonly string[];
}

export function findNaming(move: Move, state: HostState): Found {
  const { hostFirewall } = state;
  const boot = bootTwins(move, hostFirewall.files);
  const mentions = findMentions(move, boot, state);
  // Shorewall makes other chains for the bridge, once its configuration has it.
  const byOthers = mentions.some(({ by, covered }) => by === 'shorewall' && covered);
  const own = byOthers ? hostFirewall.rules.filter(({ program }) => program === 'nft') : hostFirewall.rules;
  const running = own.filter((rule) => !isOfFirewalld(rule, state));
  return {
    ...sorted(running, move),
    saved: hostFirewall.files.flatMap((file) => savedIn(file, move)),
    mentions: mentions.filter(({ covered }) => !covered),
    boot,
    devices: hostFirewall.devices.filter(({ devices }) => devices.length === 0 || devices.includes(move.uplink)),
    unreadable: hostFirewall.unreadable,
    byNumber: hostFirewall.sets.filter(({ part }) => part === undefined).map(({ table, name }) => `${table} ${name}`),
  };
}

function savedIn(file: HostFile, move: Move): readonly SavedFile[] {
  const program = savedRuleFiles[file.path];
  if (program === undefined || file.text === undefined) return [];
  const found = sorted(parseSaved(program, file.text).rules, move);
  return found.lost.length + found.gained.length === 0 ? [] : [{ file, ...found }];
}

/**
 * firewalld's own rules follow the zone of an interface (firewalld: ipXtables.py, nftables.py). Its direct rules do not: they
 * are in chains whose names end with `_direct`.
 */
function isOfFirewalld({ program, table, chain }: NamingRule, state: HostState): boolean {
  if (!state.filters.owners.includes('firewalld')) return false;
  if (program === 'nft') return table.endsWith(' firewalld');
  return /_ZONES(_SOURCE)?$|_POLICIES_(pre|post)$/.test(chain) || /^(IN|FWD|FWDI|FWDO|PRE|POST|OUT)_/.test(chain);
}
