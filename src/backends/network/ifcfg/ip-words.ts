/** The words of one line of a route or rule file: they go to `ip route add` or `ip rule add` (initscripts: ifup-routes). */

export type Subject = 'route' | 'rule';

/** A keyword with what stands behind it. What a route leads to has the keyword `to` (ip-route(8)). */
export interface Argument {
  readonly keyword: string;
  readonly value: string;
  /** The index in the line at which the value begins. */
  readonly at: number;
}

type Shape = 'flag' | 'value' | 'device';

const shapes = (flags: string, values: string, devices: string): ReadonlyMap<string, Shape> =>
  new Map<string, Shape>([
    ...flags.split(' ').map((word) => [word, 'flag'] as const),
    ...values.split(' ').map((word) => [word, 'value'] as const),
    ...devices.split(' ').map((word) => [word, 'device'] as const),
  ]);

const types = 'unicast local broadcast multicast throw unreachable prohibit blackhole';

/** iproute2: iproute_modify and iprule_modify. A word that is not here is not understood. */
const keywords: Readonly<Record<Subject, ReadonlyMap<string, Shape>>> = {
  route: shapes(
    `${types} onlink pervasive nexthop`,
    'to via src metric priority preference prio pref table tab proto protocol scope tos dsfield realm realms mtu advmss rtt ' +
      'rttvar reordering window cwnd initcwnd initrwnd ssthresh hoplimit congctl features quickack rto_min expires weight nhid',
    'dev oif',
  ),
  rule: shapes(
    `not nop l3mdev ${types}`,
    'from to preference pref order priority prio tos dsfield fwmark realms protocol table tab lookup suppress_prefixlength ' +
      'sup_pl suppress_ifgroup sup_group uidrange ipproto sport dport tun_id goto type',
    'dev iif oif',
  ),
};

/** Words that may stand between a keyword and its value. */
const between: Readonly<Record<string, readonly string[]>> = {
  via: ['inet', 'inet6'],
  mtu: ['lock'],
  advmss: ['lock'],
  rtt: ['lock'],
  rttvar: ['lock'],
  hoplimit: ['lock'],
};

const destination =
  /^(?:default|any|all|(?:\d{1,3}(?:\.\d{1,3}){0,3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:\/[0-9.]{1,15})?)$/;

/** The line's arguments in their order; undefined where ip would not take it, or takes what is not known here. */
export function readIpLine(subject: Subject, line: string): readonly Argument[] | undefined {
  // What the shell would split or expand otherwise, or ip complain of.
  if (!/^[\w .:/\t-]*$/.test(line)) return undefined;
  const words = [...line.matchAll(/[^ \t]+/g)].map((match) => ({ text: match[0], at: match.index }));
  const read: Argument[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const { text: keyword = '', at = 0 } = words[index] ?? {};
    const shape = keywords[subject].get(keyword);
    if (shape === 'flag') read.push({ keyword, value: '', at });
    else if (shape === undefined) {
      if (subject === 'rule' || !destination.test(keyword) || read.some((one) => one.keyword === 'to'))
        return undefined;
      read.push({ keyword: 'to', value: keyword, at });
    } else {
      index += between[keyword]?.includes(words[index + 1]?.text ?? '') === true ? 2 : 1;
      const value = words[index];
      if (value === undefined) return undefined;
      read.push({ keyword, value: value.text, at: value.at });
    }
  }
  return read.length === 0 ? undefined : read;
}

/** The line with `to` in place of the device `from`, and nothing else changed; undefined where it is not understood. */
export function renameInIpLine(subject: Subject, line: string, from: string, to: string): string | undefined {
  const devices = readIpLine(subject, line)?.filter(({ keyword }) => keywords[subject].get(keyword) === 'device');
  return devices?.reduceRight((text, { value, at }) => {
    return text.slice(0, at) + renamedDevice(value, from, to) + text.slice(at + value.length);
  }, line);
}

/** `to` for `from`, and `to:1` for its alias `from:1`; any other device as it is. */
export function renamedDevice(device: string, from: string, to: string): string {
  if (device === from) return to;
  return device.startsWith(`${from}:`) ? to + device.slice(from.length) : device;
}
