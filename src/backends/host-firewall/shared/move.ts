/** A bridge that takes an interface's place, and what tells the one from the other. */
import type { InterfaceLookup } from '../../../model/host-firewall.ts';

/** Whose place is taken, and by whom. */
export interface Move {
  readonly uplink: string;
  readonly bridge: string;
}

/** `eth+` (iptables(8)) and `eth*` (nft(8)) are every name that begins so. */
export function isNamed(pattern: string, name: string): boolean {
  return /[+*]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

function covers({ names }: InterfaceLookup, name: string): boolean {
  return names.some((pattern) => isNamed(pattern, name));
}

/** Whether it tells the one from the other. */
export function parts(lookup: InterfaceLookup, { uplink, bridge }: Move): boolean {
  return covers(lookup, uplink) && !covers(lookup, bridge);
}
