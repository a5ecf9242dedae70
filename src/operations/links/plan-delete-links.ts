/** The step that gives the running host back to its interface and takes the bridge away. Pure. */
import type { HostState, Link } from '../../model/host-state.ts';
import type { LinksStep } from '../../model/plan.ts';
import { belongingsOf } from './belongings.ts';
import { joinLines, leaveLines } from './join.ts';

/** @param bridge a bridge whose only port is `port`. Throws AgentError where it has what cannot be moved. */
export function planDeleteLinks(bridge: Link, port: Link, state: HostState): LinksStep {
  const had = belongingsOf(bridge, state);
  const settings = {
    name: bridge.name,
    mac: bridge.mac,
    mtu: bridge.mtu,
    stp: bridge.bridge?.stp ?? false,
    forwardDelay: (bridge.bridge?.forwardDelay ?? 0) / 100,
  };
  const portAfter = { name: port.name, mtu: port.mtu, up: true, changeMtu: false };
  const batch = [
    ...leaveLines(portAfter, bridge.name, had, had.connected, had.addresses),
    `link delete dev ${bridge.name} type bridge`,
  ];
  const reverse = joinLines({ ...port, addresses: bridge.addresses }, settings, had, had);
  const rejoin = ` master ${bridge.name}`;
  return {
    kind: 'links',
    title: `give the host back to '${port.name}' and take the bridge '${bridge.name}' away`,
    bridge: bridge.name,
    interface: port.name,
    batch,
    reverse: reverse
      .map((line) => line.replace(/^addr add/, 'addr replace'))
      // A card that somebody had taken out already is not put back by undoing.
      .filter((line) => port.master !== undefined || !line.endsWith(rejoin)),
    masterBefore: port.master ?? '',
    masterAfter: '',
    createsBridge: false,
  };
}
