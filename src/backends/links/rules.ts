/** Policy routing rules that name a device, for another device. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import type { RoutingRule } from '../../model/host-state.ts';
import { ruleLine6 } from './batch.ts';

/** A rule in words for ip(8), and the device that it names. */
export interface DeviceRule {
  readonly family: 4 | 6;
  readonly device: string;
  readonly words: readonly string[];
}

type Fields = RoutingRule['fields'];

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** `word VALUE` for a field, and what another field says behind it. */
const valued =
  (word: string, more: (fields: Fields) => string = () => '') =>
  (value: unknown, fields: Fields): string[] | undefined =>
    isText(value) ? [word, `${value}${more(fields)}`] : undefined;

const length =
  (key: string) =>
  (fields: Fields): string =>
    isText(fields[key]) ? `/${fields[key]}` : '';

const range =
  (word: string, end: string) =>
  (value: unknown, fields: Fields): string[] | undefined =>
    isText(value) && isText(fields[end]) ? [word, `${value}-${fields[end]}`] : undefined;

const flag = (word: string) => (): string[] => [word];
const nothing = (): string[] => [];

/** iproute2: print_rule in iprule.c. */
const fieldWords: Readonly<Record<string, (value: unknown, fields: Fields) => string[] | undefined>> = {
  priority: valued('priority'),
  not: flag('not'),
  src: valued('from', length('srclen')),
  srclen: nothing,
  dst: valued('to', length('dstlen')),
  dstlen: nothing,
  tos: valued('tos'),
  fwmark: valued('fwmark', length('fwmask')),
  fwmask: nothing,
  iif: valued('iif'),
  iif_detached: nothing,
  oif: valued('oif'),
  oif_detached: nothing,
  uid_start: range('uidrange', 'uid_end'),
  uid_end: nothing,
  ipproto: valued('ipproto'),
  sport: valued('sport'),
  sport_start: range('sport', 'sport_end'),
  sport_end: nothing,
  dport: valued('dport'),
  dport_start: range('dport', 'dport_end'),
  dport_end: nothing,
  tun_id: valued('tun_id'),
  suppress_prefixlen: valued('suppress_prefixlength'),
  suppress_ifgroup: valued('suppress_ifgroup'),
  protocol: valued('protocol'),
  table: valued('lookup'),
  goto: valued('goto'),
  // A rule whose goto leads nowhere yet.
  unresolved: nothing,
  l3mdev: flag('l3mdev'),
  action: (value) =>
    isText(value) && /^(?:blackhole|unreachable|prohibit|nop)$/.test(String(value)) ? [String(value)] : undefined,
};

/** Throws AgentError(Unsupported) for a rule that names the device and has what is not known here. */
export function rulesOf(device: string, rules: readonly RoutingRule[]): readonly DeviceRule[] {
  return rules
    .filter(({ fields }) => fields.iif === device || fields.oif === device)
    .map(({ family, fields }) => ({ family, device, words: wordsOf(fields, device) }));
}

function wordsOf(fields: Fields, device: string): readonly string[] {
  const words = Object.entries(fields).map(([key, value]) => ({ key, words: fieldWords[key]?.(value, fields) }));
  const unknown = words.find((one) => one.words === undefined);
  const all = words.flatMap((one) => one.words ?? []);
  if (unknown === undefined && all.every((word) => /^[\w.:/-]+$/.test(word))) return all;
  throw new AgentError(
    'Unsupported',
    `a policy routing rule names interface '${device}' and has ${quoted(unknown?.key ?? 'words')}, which cannot be moved yet; see 'ip rule' and remove the rule first`,
  );
}

/** The line of a batch that adds or removes the rule, with `device` in place of the one that it names. */
export function ruleLine(verb: 'add' | 'del', rule: DeviceRule, device: string): string {
  const words = rule.words.map((word, index) => {
    const names = ['iif', 'oif'].includes(rule.words[index - 1] ?? '') && word === rule.device;
    return names ? device : word;
  });
  return rule.family === 4 ? `rule ${verb} ${words.join(' ')}` : ruleLine6(`${verb} ${words.join(' ')}`);
}
