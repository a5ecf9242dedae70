/** What the kernel's links say. */
import { compare, pass, skip, together, warn, type Finding } from '../../model/finding.ts';
import type { Link, LinkState } from '../../model/host-state.ts';
import { linkNamed } from '../../model/links.ts';
import { natNetworkOf } from '../../model/nat-bridges.ts';
import { isNatBridgeName } from '../../model/names.ts';
import { forwardDelayOf, type Expectation } from '../../model/expectation.ts';
import { busctlCall } from '../../contract/busctl.ts';
import { moveCommand } from './move-command.ts';

/** bridge, mac, interface-in-bridge, not-nat-bridge, carrier, mtu, stp. */
export function verifyLinks(expected: Expectation, state: LinkState): readonly Finding[] {
  const bridge = state.links.find((link) => link.name === expected.bridge);
  const uplink = state.links.find((link) => link.name === expected.interface);
  const { ports = [] } = expected;
  const others = ports.flatMap((name) => linkNamed(name, state.links) ?? []);
  return [
    checkBridge(expected, bridge),
    bridge === undefined ? skip('mac', absent(expected)) : checkMac(expected, bridge, uplink),
    together(
      checkPort(expected, bridge, uplink, state),
      ports.map((name) => checkFurtherPort(name, expected, bridge, state)),
    ),
    checkNotNat(expected, state),
    together(
      checkCarrier(uplink),
      others.map((link) => withoutHost(checkCarrier(link))),
    ),
    bridge === undefined ? skip('mtu', absent(expected)) : checkMtu(expected, bridge, uplink, others, state),
    bridge === undefined ? skip('stp', absent(expected)) : checkStp(expected, bridge),
  ];
}

function absent(expected: Expectation): string {
  return `the kernel has no bridge '${expected.bridge}'`;
}

function checkBridge(expectation: Expectation, link: Link | undefined): Finding {
  const { bridge, interface: uplink, multicastSnooping: snooping } = expectation;
  if (snooping !== undefined && link?.bridge?.multicastSnooping === !snooping && link.up)
    return checkSnooping(expectation);
  const kind =
    link?.bridge === undefined ? `an interface of the kind '${link?.kind ?? 'card'}'` : 'a bridge that is up';
  const found =
    link === undefined ? 'no such interface' : link.bridge !== undefined && !link.up ? 'a bridge that is down' : kind;
  return compare('bridge', {
    message: `the kernel's bridge '${bridge}'`,
    expected: 'a bridge that is up',
    found,
    // ifup would move the host's routes to a bridge that has no port yet.
    remedy:
      link !== undefined
        ? `ip link set dev ${bridge} up`
        : uplink === undefined
          ? 'create it with CreateBridge'
          : busctlCall('CreateBridge', 'ssa{sv}', [bridge, uplink]),
  });
}

/** A bridge that is up, and snoops although it should not, or the other way round. */
function checkSnooping({ bridge, multicastSnooping: on }: Expectation): Finding {
  const kind = (yes: boolean): string => `a bridge that is up, ${yes ? 'with' : 'without'} multicast snooping`;
  return compare('bridge', {
    message: `the kernel's bridge '${bridge}'`,
    expected: kind(on === true),
    found: kind(on !== true),
    remedy: `ip link set dev ${bridge} type bridge mcast_snooping ${on === true ? 1 : 0}`,
  });
}

function checkMac(expected: Expectation, bridge: Link, uplink: Link | undefined): Finding {
  const wanted = expected.mac ?? uplink?.mac;
  if (wanted === undefined)
    return skip('mac', `no file and no network card says which MAC address '${bridge.name}' should have`);
  return compare('mac', {
    message: `MAC address of '${bridge.name}', by which the LAN and the DHCP server know the host`,
    expected: wanted,
    found: bridge.mac,
    remedy: macCommand(bridge.name, wanted),
  });
}

/** The kernel tells the neighbours only if it is asked to (ip-sysctl: arp_notify, ndisc_notify); routers would wait for hours. */
function macCommand(name: string, mac: string): string {
  const settings = [`net/ipv4/conf/${name}/arp_notify=1`, `net/ipv6/conf/${name}/ndisc_notify=1`];
  return `sysctl -e -q ${settings.join(' ')}; ip link set dev ${name} address ${mac}`;
}

function checkPort(
  expected: Expectation,
  bridge: Link | undefined,
  uplink: Link | undefined,
  state: LinkState,
): Finding {
  const name = expected.interface;
  if (name === undefined)
    return skip('interface-in-bridge', `no file and no port shows which network card belongs to '${expected.bridge}'`);
  return compare('interface-in-bridge', {
    message: `interface '${name}'`,
    expected: `port of '${expected.bridge}'`,
    found:
      uplink === undefined
        ? 'no such interface'
        : uplink.master === undefined
          ? 'port of no bridge'
          : `port of '${uplink.master}'`,
    remedy: uplink?.master === expected.bridge ? '' : portRemedy(uplink, bridge, state),
  });
}

function portRemedy(uplink: Link | undefined, bridge: Link | undefined, state: LinkState): string {
  if (uplink === undefined) return "look for the interface with 'ip link show'";
  return bridge === undefined ? "the remedy of 'bridge' makes it one" : moveCommand(uplink, bridge.name, state);
}

/** It has no addresses that would have to move. */
function checkFurtherPort(
  name: string,
  { bridge: expected }: Expectation,
  bridge: Link | undefined,
  { links }: LinkState,
): Finding {
  const link = linkNamed(name, links);
  const found =
    link === undefined
      ? 'no such interface'
      : `port of ${link.master === undefined ? 'no bridge' : `'${link.master}'`}`;
  const remedy = `ip link set dev ${name} master ${expected}`;
  return compare('interface-in-bridge', {
    message: `interface '${name}'`,
    expected: `port of '${expected}'`,
    found,
    remedy:
      link === undefined
        ? `look for the interface '${name}' with 'ip link show'`
        : bridge === undefined
          ? "the remedy of 'bridge' comes first"
          : remedy,
  });
}

/** The host itself is reached by the uplink. */
function withoutHost(finding: Finding): Finding {
  return finding.status === 'fail' ? { ...finding, status: 'warn' } : finding;
}

function checkNotNat(expected: Expectation, state: LinkState): Finding {
  const network = natNetworkOf(expected.bridge, state.libvirtNetworks);
  const isNat = network !== undefined || isNatBridgeName(expected.bridge);
  const [unread] = state.unreadNetworks;
  const trapped = state.links.find((link) => link.name === expected.interface && isNatBridgeName(link.master ?? ''));
  if (!isNat && trapped === undefined && unread !== undefined) {
    return warn('not-nat-bridge', {
      message: `'${expected.bridge}' and libvirt's NAT bridges, of which not all are known`,
      expected: 'separate',
      found: unread,
      remedy: 'correct it or move it away',
    });
  }
  return compare('not-nat-bridge', {
    message: `'${expected.bridge}' and libvirt's NAT bridges`,
    expected: 'separate',
    found: isNat
      ? `'${expected.bridge}' is the bridge of libvirt's network '${network?.name ?? 'default'}'`
      : trapped === undefined
        ? 'separate'
        : `'${trapped.name}' is a port of '${trapped.master ?? ''}'`,
    // Not `nomaster`: the interface may be in its own bridge again by the time that this is typed.
    remedy: trapped === undefined ? 'use another bridge' : "the remedy of 'interface-in-bridge' takes it out of there",
  });
}

function checkCarrier(uplink: Link | undefined): Finding {
  if (uplink === undefined) return skip('carrier', 'there is no network card');
  return compare('carrier', {
    message: `link of '${uplink.name}'`,
    expected: 'up with a carrier',
    found: uplink.up ? (uplink.carrier ? 'up with a carrier' : 'up without a carrier') : 'down',
    remedy: uplink.up ? 'check the cable and the switch' : `ip link set dev ${uplink.name} up`,
  });
}

function checkMtu(
  expected: Expectation,
  bridge: Link,
  uplink: Link | undefined,
  others: readonly Link[],
  { links }: LinkState,
): Finding {
  const wanted = expected.mtu ?? Math.max(bridge.mtu, uplink?.mtu ?? 0);
  // An uplink with a smaller one drops what the bridge thinks it can send.
  const wrong = [bridge, ...(uplink === undefined ? [] : [uplink]), ...others].filter((link) =>
    link === bridge ? link.mtu !== wanted : link.mtu < wanted,
  );
  return compare('mtu', {
    message: `MTU of '${bridge.name}' and its network card`,
    expected: String(wanted),
    found: wrong.map((link) => `${link.mtu} on '${link.name}'`).join(' and ') || String(wanted),
    // What is below comes first: it limits what is above it.
    remedy: [...wrong, ...tooSmallBelow(wanted, uplink, links)]
      .map((link) => `ip link set dev ${link.name} mtu ${wanted}`)
      .reverse()
      .join(' && '),
  });
}

/** A VLAN gets no larger MTU than the link below it has (kernel: vlan_dev_change_mtu). */
function tooSmallBelow(wanted: number, uplink: Link | undefined, links: readonly Link[]): readonly Link[] {
  const lower = uplink?.kind === 'vlan' ? linkNamed(uplink.parent, links) : undefined;
  return lower !== undefined && lower.mtu < wanted ? [lower] : [];
}

function checkStp(expected: Expectation, link: Link): Finding {
  const now = (link.bridge?.forwardDelay ?? 0) / 100;
  const found = describeStp(link.bridge?.stp ?? false, now);
  if (expected.stp === undefined) return pass('stp', `spanning tree protocol of '${link.name}'`, found);
  const delay = expected.anyDelay === true ? now : forwardDelayOf(expected);
  return compare('stp', {
    message: `spanning tree protocol and forward delay of '${link.name}'`,
    expected: describeStp(expected.stp, delay),
    found,
    remedy: stpCommand(link.name, expected.stp, delay * 100),
  });
}

/** Off before the delay: the kernel refuses less than two seconds as long as it is on (ERANGE). */
function stpCommand(name: string, on: boolean, centiseconds: number): string {
  const set = `ip link set dev ${name} type bridge`;
  return on
    ? `${set} forward_delay ${centiseconds} stp_state 1`
    : `${set} stp_state 0 && ${set} forward_delay ${centiseconds}`;
}

function describeStp(on: boolean, seconds: number): string {
  return `${on ? 'on' : 'off'}, ${seconds} seconds`;
}
