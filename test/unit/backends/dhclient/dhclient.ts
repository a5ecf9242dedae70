import type { DhcpClient, DhcpState } from '../../../../src/model/host-state.ts';

/** dhclient(8) is installed and does not run. */
export const noClient: DhcpState = {
  clients: [],
  others: [],
  program: '/sbin/dhclient',
  leaseFolder: '/var/lib/dhclient',
  configurations: [],
};

/** dhclient(8) as network-scripts start it, with a lease for 192.0.2.10. */
export function dhclientOn(device: string, more: Partial<DhcpClient> = {}): DhcpState {
  const files = { pidFile: `/run/dhclient-${device}.pid`, leaseFile: `/var/lib/dhclient/dhclient--${device}.lease` };
  const client: DhcpClient = {
    pid: 700,
    options: ['-q'],
    problem: undefined,
    family: 4,
    interfaces: [device],
    ...files,
    configuration: undefined,
    leases: `lease {\n  interface "${device}";\n  fixed-address 192.0.2.10;\n  expire 2 2030/01/01 00:00:00;\n}\n`,
    emptying: 'no',
    supervised: false,
    ...more,
  };
  return { ...noClient, clients: [client] };
}
