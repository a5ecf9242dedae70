/** Links that ifup makes itself: VLANs and bonds (initscripts: ifup, ifup-eth, network-functions). */
import { bondingModeOf } from '../../../../model/bonding.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { isTrue } from '../../ifcfg/switches.ts';

export interface MadeVlan {
  readonly kind: 'vlan';
  readonly id: number;
  /** The link below it: a card, a bond … */
  readonly lower: string;
}

interface MadeBond {
  readonly kind: 'bond';
  /** undefined where the file leaves it to modprobe(8). */
  readonly mode: string | undefined;
}

export type MadeLink = MadeVlan | MadeBond;

/** What ifup makes of the device's file; undefined where the link has to be there already. @param defaults /etc/sysconfig/network. */
export function madeLinkOf(device: string, file: IfcfgFile, defaults: IfcfgFile): MadeLink | undefined {
  return vlanOf(device, file, defaults) ?? bondOf(file);
}

/** `VLAN` may stand in /etc/sysconfig/network, which ifup reads first; `VID` counts since RHEL 6, before it the name. */
function vlanOf(device: string, { get }: IfcfgFile, defaults: IfcfgFile): MadeVlan | undefined {
  if ((get('VLAN') ?? defaults.get('VLAN')) !== 'yes') return undefined;
  const lower = get('PHYSDEV') ?? '';
  const id = get('VID') ?? '';
  if (id !== '') return vlan(id, lower);
  const [, card, tag] = /^(.+)\.(\d{1,4})$/.exec(device) ?? [];
  if (card !== undefined && tag !== undefined) return vlan(tag, card);
  const [, number] = /^vlan0*(\d{1,4})$/.exec(device) ?? [];
  return number === undefined ? undefined : vlan(number, lower);
}

/** ifup fails without PHYSDEV, and ip(8) for another number (IEEE 802.1Q). */
function vlan(tag: string, lower: string): MadeVlan | undefined {
  const id = /^\d{1,4}$/.test(tag) ? Number(tag) : 0;
  return lower === '' || id < 1 || id > 4094 ? undefined : { kind: 'vlan', id, lower };
}

function bondOf({ get }: IfcfgFile): MadeBond | undefined {
  const options = get('BONDING_OPTS') ?? '';
  if (options === '' && !/^bond(?:ing)?$/i.test(get('TYPE') ?? '') && !isTrue(get('BONDING_MASTER'))) return undefined;
  const words = options.split(/[ \t]+/).map((word) => word.split('='));
  const mode = words.findLast(([key]) => key === 'mode')?.[1];
  return { kind: 'bond', mode: mode === undefined ? undefined : bondingModeOf(mode) };
}
