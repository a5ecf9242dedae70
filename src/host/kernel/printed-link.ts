/** The form of a link as `ip -json -details` prints it, by `link show` or by `addr show`. */
import * as v from 'valibot';

export interface PrintedLink {
  readonly ifindex: number;
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly max_mtu?: number;
  readonly master?: string;
  readonly link?: string | null;
  readonly link_type: string;
  readonly address?: string;
  readonly inet6_addr_gen_mode?: string;
  readonly qdisc?: string;
  /** Only there while a program is attached (iproute2: xdp_dump). */
  readonly xdp?: unknown;
  readonly vfinfo_list?: readonly unknown[];
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: unknown; readonly info_slave_kind?: string };
  readonly addr_info?: readonly unknown[];
}

/** Looked at by hand: of a thousand links a schema takes as long as all else that is done with them. */
export const printedLink = v.custom<PrintedLink>(isPrintedLink, 'a link as ip(8) prints it');

const needed = { ifindex: 'number', ifname: 'string', mtu: 'number', link_type: 'string' } as const;
const possible = {
  max_mtu: 'number',
  master: 'string',
  address: 'string',
  inet6_addr_gen_mode: 'string',
  qdisc: 'string',
} as const;
const ofKind = { info_kind: 'string', info_slave_kind: 'string' } as const;

function isPrintedLink(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { flags, link, vfinfo_list: functions = [], addr_info: addresses = [], linkinfo = {} } = value;
  return (
    has(value, needed) &&
    mayHave(value, possible) &&
    Array.isArray(flags) &&
    flags.every((flag) => typeof flag === 'string') &&
    (link === undefined || link === null || typeof link === 'string') &&
    Array.isArray(functions) &&
    Array.isArray(addresses) &&
    isObject(linkinfo) &&
    mayHave(linkinfo, ofKind)
  );
}

type Fields = Readonly<Record<string, unknown>>;
type Types = Readonly<Record<string, 'number' | 'string'>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function has(value: Fields, types: Types): boolean {
  for (const key in types) if (typeof value[key] !== types[key]) return false;
  return true;
}

function mayHave(value: Fields, types: Types): boolean {
  for (const key in types) if (value[key] !== undefined && typeof value[key] !== types[key]) return false;
  return true;
}
