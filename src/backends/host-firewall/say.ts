/** Rules of the host's own firewall, in sentences: never with a comment or an address of theirs. */
import { quoted } from '../../contract/quoted.ts';
import { listOf } from '../../contract/list-of.ts';
import type { NamingRule } from '../../model/host-firewall.ts';
import type { Found } from './find.ts';

/** How many are quoted before it says how many more there are. */
const most = 2;

/** Every rule and every configuration that matters, each once, for people. */
export function said({ lost, gained, saved, mentions }: Found): readonly string[] {
  const running = [...lost, ...gained];
  const known = new Set(running.map(keyOf));
  const rules = running.map((rule) => sayRule(rule));
  const onlySaved = saved.flatMap(({ file, lost: one, gained: other }) =>
    [...one, ...other].filter((rule) => !known.has(keyOf(rule))).map((rule) => sayRule(rule, file.path)),
  );
  return [...rules, ...onlySaved, ...mentions.map(({ where }) => where)];
}

function keyOf({ table, chain, text }: NamingRule): string {
  return [table, chain, text].join('\n');
}

/** `'-i eth0 -p tcp --dport 22 -j ACCEPT' in iptables filter INPUT`. */
export function sayRule({ program, table, chain, brief }: NamingRule, file?: string): string {
  const where = file === undefined ? `${program} ${table} ${chain}` : `${table} ${chain} of ${file}`;
  return `${quoted(brief)} in ${quoted(where)}`;
}

/** The first of them, and how many more there are. */
export function sayFirst(all: readonly string[]): string {
  return listOf(all, { most });
}
