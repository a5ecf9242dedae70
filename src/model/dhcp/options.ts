/** The options of dhclient(8) that a successor may take over, and the values that they may have. */
import { isClientFile, type ClientFileKind } from './files.ts';

/** Upstream's, and from -B on Red Hat's (dhclient(8) of RHEL: -B, -C, -F, -H, -R, -V, -timeout). */
const flags = new Set('-4 -6 -N -q -v -w -i -I -nc --no-pid -B -R'.split(' '));

/** Not taken over: a successor has files of its own, and must not end without an answer. */
const replaced = new Set(['-1', '-nw', '-pf', '-lf']);

/** These make it a client for IPv6 (ISC dhcp: client/dhclient.c, main). */
const ofIpv6 = ['-6', '-N', '-P', '-S', '-T'];

const number = /^\d{1,6}$/;
const hostName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/;
const text = /^[A-Za-z0-9][A-Za-z0-9 ._:@/+-]{0,254}$/;

/** Allowed values; undefined if the option cannot be taken over. */
const values: Readonly<Record<string, RegExp | ClientFileKind | undefined>> = {
  '-p': number,
  '-D': /^LLT?$/,
  '-s': /^\d{1,3}(?:\.\d{1,3}){3}$/,
  // Only these variables for the script: others could give it a PATH.
  '-e': /^(?:keep_old_ip|PEERDNS|PEERNTP|PEERNIS|DEFROUTE)=(?:yes|no)$/,
  '-df': 'lease',
  '-lf': 'lease',
  '-pf': 'pid',
  '-cf': 'configuration',
  '-sf': 'script',
  '-C': text,
  '-V': text,
  '-F': hostName,
  '-H': hostName,
  '-R': /^[a-z0-9]+(?:[,-][a-z0-9]+)*$/,
  '-timeout': number,
  '--decline-wait-time': number,
  '-g': undefined,
  '-4o6': undefined,
  '--dad-wait-time': undefined,
  '--prefix-len-hint': undefined,
  '--address-prefix-len': undefined,
};

export interface ClientOption {
  readonly name: string;
  readonly value: string | undefined;
}

/** The options, and the other arguments: the interfaces. */
export function splitOptions(args: readonly string[]): {
  readonly options: readonly ClientOption[];
  readonly interfaces: readonly string[];
} {
  const options: ClientOption[] = [];
  const interfaces: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const name = args[index] ?? '';
    if (!name.startsWith('-')) interfaces.push(name);
    else options.push({ name, value: takesValue(name, args[index + 1]) ? (args[(index += 1)] ?? '') : undefined });
  }
  return { options, interfaces };
}

/** Red Hat's -R takes a list of options to request; upstream's takes no value. */
function takesValue(name: string, next: string | undefined): boolean {
  return name === '-R' ? next?.includes(',') === true : Object.hasOwn(values, name);
}

export function clientFamily(options: readonly ClientOption[]): 4 | 6 {
  return options.some(({ name }) => ofIpv6.includes(name)) ? 6 : 4;
}

/** Whether the option is known, and its value allowed. */
export function isKnown({ name, value }: ClientOption): boolean {
  if (value === undefined) return flags.has(name) || replaced.has(name);
  const allowed = values[name];
  return typeof allowed === 'string' ? isClientFile(allowed, value) : (allowed?.test(value) ?? false);
}

export function isReplaced({ name }: ClientOption): boolean {
  return replaced.has(name);
}

/** The kind of file that the option names, if any. */
export function fileKindOf(name: string): ClientFileKind | undefined {
  const allowed = Object.hasOwn(values, name) ? values[name] : undefined;
  return typeof allowed === 'string' ? allowed : undefined;
}
