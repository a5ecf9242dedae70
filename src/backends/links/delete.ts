/** The step that moves the running host back to its interface and deletes the bridge. */
import type { HostState, Link } from '../../model/host-state.ts';
import { linksBasis } from './basis.ts';
import type { LinksStep } from '../../model/plan.ts';
import { l3StateOf, type L3State } from './l3-state.ts';
import { lastingOf } from './configured.ts';
import { joinLines, leaveLines, namesSettledLines, ruleRemovalLines, type Target } from './join.ts';
import { routeKey } from './lines.ts';
import { settingLines } from './settings.ts';

/** What the interface is to have again, where that is not simply what the bridge has. */
export interface Returning {
  /** In place of the bridge's own addresses and routes; link-local addresses move in any case. */
  readonly target: Target | undefined;
  /** Bytes; undefined leaves it. */
  readonly mtu: number | undefined;
}

/** @param port the bridge's uplink. Throws AgentError where the bridge has what cannot be moved. */
export function planDeleteLinks(bridge: Link, port: Link, returning: Returning, state: HostState): LinksStep {
  const had = l3StateOf(bridge, state);
  const mtu = returning.mtu ?? port.mtu;
  const portAfter = { name: port.name, mtu, up: true, changeMtu: mtu !== port.mtu };
  const target = targetOf(had, returning);
  const leave = leaveLines(
    portAfter,
    bridge.name,
    { ...target, rules: had.rules, resolves: had.resolves },
    had.connected,
    had.addresses,
  );
  return {
    kind: 'links',
    title: `move the host back to '${port.name}' and delete bridge '${bridge.name}'`,
    bridge: bridge.name,
    interface: port.name,
    mac: bridge.mac,
    batch: [
      ...leave,
      `link delete dev ${bridge.name} type bridge`,
      ...ruleRemovalLines(had.rules, bridge.name),
      ...namesSettledLines(bridge.name, port.name, had),
    ],
    reverse: rejoinLines(bridge, port, had, state),
    addresses: lastingOf(target.addresses),
    routes: target.routes.map((route) => routeKey(route, port.name)),
    portMtu: port.mtu,
    changesMtu: portAfter.changeMtu,
    masterBefore: port.master ?? '',
    masterAfter: '',
    createsBridge: false,
    basis: linksBasis(bridge.name, port, state),
  };
}

function targetOf(had: L3State, { target }: Returning): Target {
  if (target === undefined) return had;
  const linkLocal = had.addresses.filter((address) => address.scope === 'link');
  return { addresses: [...target.addresses, ...linkLocal], routes: target.routes };
}

function rejoinLines(bridge: Link, port: Link, had: L3State, state: HostState): string[] {
  const settings = {
    name: bridge.name,
    mac: bridge.mac,
    mtu: bridge.mtu,
    stp: bridge.bridge?.stp ?? false,
    forwardDelay: (bridge.bridge?.forwardDelay ?? 0) / 100,
    multicastSnooping: bridge.bridge?.multicastSnooping,
    settings: settingLines(bridge, port, bridge.name, state, 'stays'),
  };
  const mtu = port.mtu === bridge.mtu ? [`link set dev ${port.name} mtu ${port.mtu}`] : [];
  // By then it has left.
  const outside = { ...port, master: undefined, addresses: bridge.addresses };
  const join = joinLines(outside, settings, had, had, had.connected);
  return (
    [...mtu, ...join]
      .map((line) => line.replace(/^addr add/, 'addr replace'))
      // An interface that had already been taken out is not put back by an undo.
      .filter((line) => port.master !== undefined || !line.endsWith(` master ${bridge.name}`))
  );
}
