/** Bridgehead on a host that NetworkManager keeps: it is stopped for the change, and takes the bridge over as it starts. */
import { startDhcpServer } from '../../test/lab/dhcp/dhcp.ts';
import {
  becomeNetworkManagerHost,
  dhcpProfile,
  hasAdvertised,
  isConnected,
  staticProfile,
} from '../../test/lab/network-manager/only-stack.ts';
import { bridgehead } from './bridgehead.ts';
import type { Way } from './way.ts';

const ofNetworkManager = { ...bridgehead, packages: ['network-manager'], needs: 'NetworkManager' };

export const bridgeheadNetworkManager: Way = {
  ...ofNetworkManager,
  name: 'bridgeheadNetworkManager',
  prepare: async (lab, tools) => {
    await becomeNetworkManagerHost(lab, { 'uplink.nmconnection': staticProfile });
    await bridgehead.prepare(lab, tools);
  },
};

/** IPv4 by NetworkManager's own DHCP client, and IPv6 by the router's advertisements beside the static address. */
export const bridgeheadNetworkManagerDhcp: Way = {
  ...ofNetworkManager,
  name: 'bridgeheadNetworkManagerDhcp',
  prepare: async (lab, tools) => {
    await startDhcpServer(lab);
    await becomeNetworkManagerHost(lab, { 'uplink.nmconnection': dhcpProfile });
    // NetworkManager takes the static address away and adds it anew when it has heard the router.
    await hasAdvertised(lab, 'eth0');
    await isConnected(lab, 'eth0');
    await bridgehead.prepare(lab, tools);
  },
};
