/** CreateBridge: puts an interface behind a new bridge. */
import type { Host } from '../host/host.ts';
import type { CreateBridgeRequest } from '../model/requests.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { parseCreateBridge } from './arguments/create-bridge.ts';
import { changeOfCreate } from './bridges/change-create.ts';
import type { Operation } from './shared/operation.ts';
import { bridgeResult } from './shared/result.ts';

export function createBridge(host: Host, transactions: Transactions): Operation<CreateBridgeRequest> {
  return {
    parse: parseCreateBridge,
    // Options that change more than the bridge, so that a rule may allow the one without the other.
    details: (request) => ({
      bridge: request.bridge,
      interface: request.interface,
      ...(request.ports.length > 0 && { ports: request.ports.join(' ') }),
      ...(request.adopt && { adopt: 'true' }),
      activate: request.activate,
      'bridged-traffic': request.bridgedTraffic,
      'host-firewall': request.hostFirewall,
      networkmanager: request.networkmanager,
      'cloud-init': request.cloudInit,
      'libvirt-network': request.libvirtNetwork,
    }),
    run: async (request, call) => {
      return [bridgeResult(await transactions.change(changeOfCreate(host, request), call), host.systemd)];
    },
  };
}
