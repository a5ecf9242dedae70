/**
 * How each reader compares the values that we read: no two of them agree. The scripts' own names for yes and no changed
 * with their versions, and NetworkManager has its own. Sources: initscripts, branches rhel6 to rhel8 and main (Fedora), and
 * NetworkManager's plugin ifcfg-rh (nms-ifcfg-rh-reader.c, and shvar.c for svParseBoolean).
 */
import type { NetworkScriptsConfig } from '../../../model/network-config.ts';

/** Who reads the files. RHEL 5 has the same comparisons as RHEL 6. */
export type Reader = 'RHEL 6' | 'RHEL 7' | 'RHEL 8' | 'Fedora' | 'NetworkManager';

/** What a value means to a reader: `yes`, `no`, or a word for what it does. */
type Comparison = (value: string) => string;

/** functions: is_true and is_false, since initscripts 9.49 (RHEL 7); `otherwise` is what any other word means. */
const words =
  (otherwise: string): Comparison =>
  (value) => {
    if (/^(?:t|y|yes|on|true|1)$/i.test(value)) return 'yes';
    return /^(?:f|n|no|off|false|0)$/i.test(value) ? 'no' : otherwise;
  };

/** Without on and off: svParseBoolean, and is_true and is_false of RHEL 6. */
const fewerWords =
  (otherwise: string): Comparison =>
  (value) => {
    if (/^(?:t|y|yes|true|1)$/i.test(value)) return 'yes';
    return /^(?:f|n|no|false|0)$/i.test(value) ? 'no' : otherwise;
  };

/** `[ "$KEY" = word ]`: this spelling alone. */
const only =
  (word: 'yes' | 'no'): Comparison =>
  (value) => {
    if (word === 'yes') return value === 'yes' ? 'yes' : 'no';
    return value === 'no' ? 'no' : 'yes';
  };

/** init.d/network: grep -EL "^ONBOOT=['\"]?[Nn][Oo]['\"]?", so that whatever begins with it is a no. */
const beginsWithNo: Comparison = (value) => (/^no/i.test(value) ? 'no' : 'yes');

/** brctl(8): on, yes and 1, in this spelling; for what it does not know it fails, and STP stays off. */
const brctl: Comparison = (value) => (['on', 'yes', '1'].includes(value) ? 'yes' : 'no');

/** ifup-eth of every version: [ "${BOOTPROTO}" = "bootp" -o "${BOOTPROTO}" = "dhcp" ]; all else is static. */
const protocol: Comparison = (value) => (value === 'dhcp' || value === 'bootp' ? value : 'static');

/** make_ip4_setting compares without case, and refuses a file with a word that it does not know. */
const networkManagerProtocol: Comparison = (value) => {
  const word = value.toLowerCase();
  if (word === 'dhcp' || word === 'bootp') return word;
  return ['', 'none', 'static'].includes(word) ? 'static' : 'nothing that is usual';
};

/** make_bridge_setting: on, yes, off and no, without case. */
const networkManagerStp: Comparison = (value) => (/^(?:on|yes)$/i.test(value) ? 'yes' : 'no');

const table = {
  // ifup, ifup-eth.
  BOOTPROTO: {
    'RHEL 6': protocol,
    'RHEL 7': protocol,
    'RHEL 8': protocol,
    Fedora: protocol,
    NetworkManager: networkManagerProtocol,
  },
  // init.d/network: grep, since initscripts 10 `is_false`.
  ONBOOT: {
    'RHEL 6': beginsWithNo,
    'RHEL 7': beginsWithNo,
    'RHEL 8': words('yes'),
    Fedora: words('yes'),
    NetworkManager: fewerWords('yes'),
  },
  // ifup-eth: [ "${DEFROUTE}" != "no" ]; in Fedora `! is_false`.
  DEFROUTE: {
    'RHEL 6': only('no'),
    'RHEL 7': only('no'),
    'RHEL 8': only('no'),
    Fedora: words('yes'),
    NetworkManager: fewerWords('yes'),
  },
  // ifup-ipv6: [ "$IPV6INIT" = "yes" ] || exit; since RHEL 7 `is_false && exit`.
  IPV6INIT: {
    'RHEL 6': only('yes'),
    'RHEL 7': words('yes'),
    'RHEL 8': words('yes'),
    Fedora: words('yes'),
    NetworkManager: fewerWords('no'),
  },
  // ifup-eth: `brctl stp`, since initscripts 10 `is_true`.
  STP: {
    'RHEL 6': brctl,
    'RHEL 7': brctl,
    'RHEL 8': words('no'),
    Fedora: words('no'),
    NetworkManager: networkManagerStp,
  },
  // network-functions, source_config: `is_false`.
  NM_CONTROLLED: {
    'RHEL 6': fewerWords('yes'),
    'RHEL 7': words('yes'),
    'RHEL 8': words('yes'),
    Fedora: words('yes'),
    NetworkManager: fewerWords('yes'),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Reader, Comparison>>>>;

/*
 * The rest is compared alike by all who read it, or only asked whether any of them would take it for a yes:
 * - TYPE=Bridge: [ "${TYPE}" = "Bridge" ] (init.d/network, ifup-eth); NetworkManager without case. We write and accept this
 *   spelling alone, and refuse an interface of any other TYPE than Ethernet in any spelling.
 * - HWADDR, MACADDR: both sides in capitals (network-functions: tr; need_config: grep -i); NetworkManager without case.
 * - DEVICE, BRIDGE, MASTER and all addresses: as they are.
 * - VLAN, SLAVE, IPV6TO4INIT: = "yes", in Fedora `is_true`; BOOTP (RHEL 6): = "yes"; DHCPV6C: [Yy1]* in RHEL 6, then
 *   `is_true`; USERCTL (usernetctl.c): without case. See isTrue in switches.ts.
 * - PEERDNS (ifup-post: != "no", since RHEL 7 `is_false`), ARPCHECK, IPV6_AUTOCONF and the like: carried as they are written,
 *   so that the bridge's file means what the interface's did.
 */

export type Key = keyof typeof table;
export type DelayUnit = NetworkScriptsConfig['delayUnit'];

/** The keys of which readers may think differently. */
export const keysInDoubt: readonly Key[] = ['BOOTPROTO', 'ONBOOT', 'DEFROUTE', 'IPV6INIT', 'STP', 'NM_CONTROLLED'];

/** What the value means to the reader. */
export function reading(key: Key, value: string, reader: Reader): string {
  return table[key][reader](value);
}

/** The versions of the scripts that this host may have: DELAY has been in hundredths of a second since initscripts 10. */
export function scriptsOf(unit: DelayUnit): readonly [Reader, Reader] {
  return unit === 'seconds' ? ['RHEL 6', 'RHEL 7'] : ['RHEL 8', 'Fedora'];
}

/** Whether the IPv4 address comes from a DHCP server: then ifup doesn't look at IPADDR and its like. */
export function isDhcp(value: string | undefined): boolean {
  return reading('BOOTPROTO', value ?? '', 'RHEL 8') === 'dhcp';
}

/** Whether the service `network` brings the device up at boot; it does where the key is missing. */
export function startsAtBoot(value: string | undefined, unit: DelayUnit): boolean {
  return reading('ONBOOT', value ?? '', unit === 'seconds' ? 'RHEL 7' : 'RHEL 8') !== 'no';
}

/** Whether the file keeps NetworkManager off its device. */
export function keepsNetworkManagerOff(value: string | undefined): boolean {
  return reading('NM_CONTROLLED', value ?? '', 'NetworkManager') === 'no';
}

/** Whether the file gives the device no default route. */
export function refusesDefaultRoute(value: string | undefined): boolean {
  return reading('DEFROUTE', value ?? '', 'RHEL 8') === 'no';
}

/** Whether the file turns IPv6 off. */
export function refusesIPv6(value: string | undefined): boolean {
  return value !== undefined && value !== '' && reading('IPV6INIT', value, 'RHEL 8') === 'no';
}

/** Whether the file turns STP on. */
export function turnsStpOn(value: string | undefined, unit: DelayUnit): boolean {
  return reading('STP', value ?? '', unit === 'seconds' ? 'RHEL 7' : 'RHEL 8') === 'yes';
}
