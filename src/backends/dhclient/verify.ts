/** Whether the bridge has the addresses that DHCP servers gave it, and will keep it. */
import { compare, warn, type Finding } from '../../model/finding.ts';
import type { LinkState } from '../../model/host-state.ts';
import { clientsOn } from './leased.ts';
import type { Expectation } from '../../model/expectation.ts';

/** What is wrong; undefined if nothing is, or no DHCP is expected. A client that we don't know may be at work too. */
export function verifyLease(expected: Expectation, state: LinkState): Finding | undefined {
  const { dhcp, dhcp6 = false } = expected;
  if (!dhcp && !dhcp6) return undefined;
  return (
    strayClient(expected, state) ??
    (dhcp ? verifyLease4(expected, state) : undefined) ??
    (dhcp6 ? verifyClient6(expected, state) : undefined)
  );
}

function strayClient(
  { bridge, interface: uplink, startCommand = '' }: Expectation,
  state: LinkState,
): Finding | undefined {
  const stray = uplink === undefined ? undefined : [...clientsOn(uplink, state, 4), ...clientsOn(uplink, state, 6)][0];
  if (stray === undefined) return undefined;
  return compare('addresses', {
    message: `DHCP client of the host, whose address belongs on '${bridge}'`,
    expected: `dhclient on '${bridge}'`,
    found: `dhclient on '${uplink ?? ''}', process ${stray.pid}`,
    remedy: `kill -KILL ${stray.pid}; ${startCommand}`,
  });
}

function verifyLease4({ bridge, startCommand = '' }: Expectation, state: LinkState): Finding | undefined {
  const link = state.links.find(({ name }) => name === bridge);
  const addresses = link?.addresses.filter(({ family, scope }) => family === 4 && scope !== 'link') ?? [];
  if (addresses.length === 0) {
    return compare('addresses', {
      message: `IPv4 address of '${bridge}'`,
      expected: 'one from a DHCP server',
      found: 'none',
      remedy: startCommand,
    });
  }
  if (clientsOn(bridge, state).length > 0 || state.dhcp.others.length > 0) return undefined;
  return warn('addresses', {
    message: `no DHCP client renews the lease of '${bridge}', so its address will expire`,
    expected: `dhclient on '${bridge}'`,
    found: 'no DHCP client',
    remedy: startCommand,
  });
}

function verifyClient6({ bridge, startCommand = '' }: Expectation, state: LinkState): Finding | undefined {
  if (clientsOn(bridge, state, 6).length > 0 || state.dhcp.others.length > 0) return undefined;
  return warn('addresses', {
    message: `no DHCPv6 client runs for '${bridge}', so it gets no IPv6 address from a server, or its address will expire`,
    expected: `dhclient -6 on '${bridge}'`,
    found: 'no DHCPv6 client',
    remedy: startCommand,
  });
}
