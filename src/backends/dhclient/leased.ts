/** Which of a device's addresses a DHCP server has leased to the host. */
import type { DhcpClient, HostAddress, HostState } from '../../model/host-state.ts';
import { lastLease } from '../../model/dhcp/leases.ts';

/** The clients that look after IPv4 on the device. */
export function clientsOn(device: string, state: HostState): readonly DhcpClient[] {
  return state.dhcp.clients.filter(({ family, interfaces }) => family === 4 && interfaces.includes(device));
}

/** Also where the address has no lifetime in the kernel: the scripts of RHEL 5 and 6 give it none (dhclient-script). */
export function isLeased(address: HostAddress, device: string, state: HostState): boolean {
  if (address.family !== 4) return false;
  if (address.dynamic) return true;
  return clientsOn(device, state).some(({ leases }) => lastLease(leases ?? '', device)?.address === address.address);
}

/** The leased addresses of the device, as the kernel has them. */
export function leasedAddresses(device: string, state: HostState): readonly HostAddress[] {
  const link = state.links.find(({ name }) => name === device);
  return link?.addresses.filter((address) => isLeased(address, device, state)) ?? [];
}
