/** Tells leased addresses from static ones. */
import type { DhcpClient, HostAddress, HostState } from '../../model/host-state.ts';
import { lastLease } from '../../model/dhcp/leases.ts';

/** The dhclients that serve the family on the device. */
export function clientsOn(device: string, state: Pick<HostState, 'dhcp'>, family: 4 | 6 = 4): readonly DhcpClient[] {
  return state.dhcp.clients.filter((client) => client.family === family && client.interfaces.includes(device));
}

/** Recognises addresses without a lifetime too: dhclient-script of RHEL 5 and 6 sets none, so the client's lease decides. */
export function isLeased(address: HostAddress, device: string, state: Pick<HostState, 'dhcp'>): boolean {
  if (address.family !== 4) return false;
  if (address.dynamic) return true;
  return clientsOn(device, state).some(({ leases }) => lastLease(leases ?? '', device)?.address === address.address);
}

/** The device's leased IPv4 addresses, as the kernel reports them. */
export function leasedAddresses(device: string, state: Pick<HostState, 'links' | 'dhcp'>): readonly HostAddress[] {
  const link = state.links.find(({ name }) => name === device);
  return link?.addresses.filter((address) => isLeased(address, device, state)) ?? [];
}
