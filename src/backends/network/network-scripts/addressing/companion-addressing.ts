/** What addresses and default routes the boot will make of an interface's aliases, ranges and route files. */
import ipaddr from 'ipaddr.js';
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { CidrAddress } from '../../../../model/addresses.ts';
import { requireReadable } from '../../../../model/host-file.ts';
import type { Companion } from '../companions/find.ts';
import { defaultRoutesOf, type FileRoute } from '../../ifcfg/routing-file.ts';
import { readIfcfg } from '../files/boot-files.ts';
import { fileAddressing, type Keys } from './file-addressing.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { isFalse } from '../../ifcfg/switches.ts';

export interface CompanionAddressing {
  readonly addresses: readonly CidrAddress[];
  readonly defaults: readonly FileRoute[];
}

export const noCompanions: CompanionAddressing = { addresses: [], defaults: [] };

/** @param parent the interface's own file. Throws Refused for what cannot be read as the scripts read it. */
export function companionAddressing(companions: readonly Companion[], parent: IfcfgFile): CompanionAddressing {
  const of = (kind: Companion['kind']): Companion[] => companions.filter((one) => one.kind === kind);
  return {
    addresses: [
      ...of('alias').flatMap(({ file }) => aliasAddresses(readIfcfg(file), parent)),
      ...of('range').flatMap(({ file }) => rangeAddresses(readIfcfg(file), parent)),
    ],
    defaults: of('routing').flatMap(({ file }) => defaultRoutesOf(requireReadable(file, file.name))),
  };
}

/** The only keys of addresses that an alias or a range counts with (initscripts: ifup-aliases, ini_env). */
const ownKeys = new Set(['IPADDR', 'PREFIX', 'NETMASK', 'IPV6ADDR', 'IPV6ADDR_SECONDARIES', 'IPV6INIT']);

/** The parent's mask stands where the file has none; its PREFIX even beside the file's NETMASK. */
function keysOf(file: IfcfgFile, parent: IfcfgFile, address = file.get('IPADDR')): Keys {
  const inherited = (key: string): string | undefined =>
    key === 'PREFIX' || key === 'NETMASK' ? parent.get(key) : undefined;
  const get = (key: string): string | undefined => {
    if (!ownKeys.has(key)) return undefined;
    return key === 'IPADDR' ? address : (file.get(key) ?? inherited(key));
  };
  return { name: file.name, get, getDefault: () => undefined };
}

function aliasAddresses(file: IfcfgFile, parent: IfcfgFile): readonly CidrAddress[] {
  if (isFalse(file.get('ONPARENT'))) return [];
  return fileAddressing(keysOf(file, parent), '').addresses;
}

/** From IPADDR_START to IPADDR_END, which differ in the last number alone. */
function rangeAddresses(file: IfcfgFile, parent: IfcfgFile): readonly CidrAddress[] {
  if (isFalse(file.get('ONPARENT'))) return [];
  const [start, end] = [octetsOf(file, 'IPADDR_START'), octetsOf(file, 'IPADDR_END')];
  if (start.slice(0, 3).join() !== end.slice(0, 3).join()) return [];
  const [first = 0, last = 0] = [start[3], end[3]];
  const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  return numbers.flatMap((number) => {
    const { addresses } = fileAddressing(keysOf(file, parent, [...start.slice(0, 3), number].join('.')), '');
    return addresses.filter(({ family }) => family === 4);
  });
}

function octetsOf(file: IfcfgFile, key: string): readonly number[] {
  const text = file.get(key) ?? '';
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).octets;
  throw new AgentError('Refused', `${quoted(file.name)} sets ${key} to an invalid value; correct it first`);
}
