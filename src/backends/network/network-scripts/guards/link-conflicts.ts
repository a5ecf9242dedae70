/** Where the next boot would make another link than the kernel has, or none. */
import { AgentError } from '../../../../contract/errors.ts';
import { bondingProblem } from '../../../../model/bonding.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { failure, type Problem } from '../../../../model/finding.ts';
import type { Link } from '../../../../model/host-state.ts';
import type { MadeLink } from '../files/made-link.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';

/** Throws AgentError(Conflict). @param made what ifup makes of the interface's file. */
export function refuseOtherLink(file: IfcfgFile, made: MadeLink | undefined, link: Link): void {
  const difference = differenceOf(made, link);
  if (difference === undefined) return;
  const { found, wanted, remedy } = difference;
  throw new AgentError(
    'Conflict',
    `the kernel has ${found} as '${link.name}', but at boot ${quoted(file.name)} gives ${wanted}; ${remedy}`,
  );
}

/** For Verify. @param made what ifup makes of the interface's file. */
export function otherLinkProblems(file: IfcfgFile, made: MadeLink | undefined, link: Link): readonly Problem[] {
  const difference = differenceOf(made, link);
  if (difference === undefined) return [];
  const { found, wanted, remedy } = difference;
  return [failure(`${quoted(file.name)} does not make '${link.name}' as it is at boot`, found, wanted, remedy)];
}

/** Undefined where the boot makes what there is. */
function differenceOf(made: MadeLink | undefined, link: Link) {
  const [wanted, found] = [describe(made), `${describe(madeOf(link))}${otherTags(link)}`];
  // A bond may come from modprobe.conf(5) alone.
  if (wanted === found || (made === undefined && link.kind === 'bond')) return undefined;
  return { wanted, found, remedy: remedyFor(link) };
}

function remedyFor({ vlan, parent }: Link): string {
  if (vlan === undefined || parent === undefined) return 'make the two agree first';
  return `write VLAN=yes, PHYSDEV=${parent} and VID=${vlan.id} into it`;
}

function madeOf({ kind, vlan, parent }: Link): MadeLink | undefined {
  if (kind === 'bond') return { kind, mode: undefined };
  return kind === 'vlan' ? { kind, id: vlan?.id ?? 0, lower: parent ?? '' } : undefined;
}

/** ifup makes VLANs of IEEE 802.1Q alone. */
function otherTags({ vlan }: Link): string {
  return vlan === undefined || vlan.protocol === '802.1Q' ? '' : ` with tags of ${vlan.protocol}`;
}

/** The bond's mode aside: it can be changed while the bond is up. */
function describe(made: MadeLink | undefined): string {
  if (made === undefined) return 'a card';
  return made.kind === 'bond' ? 'a bond' : `VLAN ${made.id} on '${made.lower}'`;
}

/** ifup-eth leaves an interface alone whose address is neither HWADDR nor MACADDR. Throws AgentError(Conflict). */
export function refuseOtherMac(port: IfcfgFile, link: Link): void {
  const written = [port.get('HWADDR'), port.get('MACADDR')].filter((mac) => (mac ?? '') !== '');
  if (written.length === 0 || written.some((mac) => mac?.toLowerCase() === link.mac.toLowerCase())) return;
  throw new AgentError(
    'Conflict',
    `${quoted(port.name)} is for the MAC address ${quoted(written[0] ?? '')}, but interface '${link.name}' has '${link.mac}'; correct HWADDR first`,
  );
}

/**
 * A bond gets its address from its first port, after ifup-eth has compared it with HWADDR and passed the bond over. Throws
 * AgentError(Conflict).
 */
export function refuseHardwareAddress(file: IfcfgFile, device: string, isBond: boolean): void {
  if (!isBond || (file.get('HWADDR') ?? '') === '') return;
  throw new AgentError(
    'Conflict',
    `${quoted(file.name)} sets HWADDR, which bond '${device}' does not have yet when ifup looks, so that it passes the bond over at boot; remove HWADDR from it first`,
  );
}

/** Throws AgentError(Refused) for a mode, from the next boot on, in which guests would not be reached. */
export function refuseBondingMode(file: IfcfgFile, device: string, made: MadeLink | undefined): void {
  const problem = made?.kind === 'bond' && made.mode !== undefined ? bondingProblem(made.mode) : undefined;
  if (problem === undefined) return;
  throw new AgentError('Refused', `according to ${quoted(file.name)}, bond '${device}' ${problem}`);
}
