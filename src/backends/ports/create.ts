/** The further interfaces of a bridge: they become its ports once the host is on it. */
import { listOf } from '../../contract/list-of.ts';
import { quoted } from '../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { joinStep } from './lines.ts';

/** A restarted network service plugs them in itself. */
export function planCreatePorts(request: CreateBridgeRequest, context: AspectContext): StepGroup {
  const { uplink, ports = [] } = context;
  const { bridge } = request;
  if (request.ports.length === 0) return nothing;
  const byService = uplink !== undefined && request.activate === 'restart';
  return {
    before: [],
    after: byService ? [] : ports.map((link) => joinStep(link, bridge, request.mtu)),
    // It was said when they were added.
    warnings: ports.length > 0 || request.activate === 'boot' ? loopWarning(request) : [],
  };
}

/** A frame that comes in by one port goes out by the others (IEEE 802.1D): in the same switch it comes back for ever. */
function loopWarning({ bridge, interface: uplink, ports, stp }: CreateBridgeRequest): readonly string[] {
  if (stp) return [];
  const names = listOf([uplink, ...ports].map(quoted));
  return [
    `${names} make a loop that floods the LAN if two of them lead into the same network, because STP is off on '${bridge}'; see where their cables go, or use 'stp'`,
  ];
}
