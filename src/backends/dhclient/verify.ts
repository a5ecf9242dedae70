/** Whether the bridge has the address that a DHCP server gave it, and will keep it. */
import { compare, warn, type Finding } from '../../model/finding.ts';
import type { LinkState } from '../../model/host-state.ts';
import { clientsOn } from './leased.ts';
import type { Expectation } from '../../model/expectation.ts';

/** What is wrong; undefined if nothing is. A client that we don't know may be at work too. */
export function verifyLease({ bridge, interface: uplink }: Expectation, state: LinkState): Finding | undefined {
  const link = state.links.find(({ name }) => name === bridge);
  const addresses = link?.addresses.filter(({ family, scope }) => family === 4 && scope !== 'link') ?? [];
  const stray = uplink === undefined ? undefined : [...clientsOn(uplink, state, 4), ...clientsOn(uplink, state, 6)][0];
  if (stray !== undefined) {
    return compare('addresses', {
      message: `DHCP client of the host, whose address belongs on '${bridge}'`,
      expected: `dhclient on '${bridge}'`,
      found: `dhclient on '${uplink ?? ''}', process ${stray.pid}`,
      remedy: `kill -KILL ${stray.pid}; ifup ${bridge}`,
    });
  }
  if (addresses.length === 0) {
    return compare('addresses', {
      message: `IPv4 address of '${bridge}'`,
      expected: 'one from a DHCP server',
      found: 'none',
      remedy: `ifup ${bridge}`,
    });
  }
  if (clientsOn(bridge, state).length > 0 || state.dhcp.others.length > 0) return undefined;
  return warn('addresses', {
    message: `no DHCP client renews the lease of '${bridge}', so its address will expire`,
    expected: `dhclient on '${bridge}'`,
    found: 'no DHCP client',
    remedy: `ifup ${bridge}`,
  });
}
