/** The option `adopt`: a bridge that somebody made by hand, and what it must be to be taken over. */
import { AgentError } from '../../contract/errors.ts';
import { listOf } from '../../contract/list-of.ts';
import { quoted } from '../../contract/quoted.ts';
import { settingStep } from '../../backends/links/repair.ts';
import { planMoveOnto } from '../../backends/links/move-onto.ts';
import type { AnyBackend } from '../../backends/interfaces/network-backend.ts';
import { networkBackends } from '../../backends/network/backends.ts';
import { backendOf, isConfigured } from '../../backends/network/detect.ts';
import type { BridgeDetails, HostState, Link } from '../../model/host-state.ts';
import { linkNamed, portsOf } from '../../model/links.ts';
import type { Step } from '../../model/plan.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';

/** A bridge of the kernel. */
export type Bridge = Link & { readonly bridge: BridgeDetails };

/**
 * The bridge that is taken over; undefined where there is none, none is to be, or its files are there. Throws AgentError:
 * Unsupported where the network stack cannot take one over, Refused where another program has made it, Conflict where it is
 * otherwise than it was asked for and cannot be changed without harm.
 */
export function adoptedBridge(
  request: CreateBridgeRequest,
  port: Link,
  backend: AnyBackend,
  state: HostState,
): Bridge | undefined {
  const link = linkNamed(request.bridge, state.links);
  if (!request.adopt || link?.bridge === undefined || isConfigured(request.bridge, state)) return undefined;
  if (backend.adopts !== true) throw cannotAdopt(request, backend);
  const bridge = { ...link, bridge: link.bridge };
  refuseOtherOwner(bridge, request, state);
  refuseOtherCards(request, state);
  if (port.master !== bridge.name) refuseUnlessEmpty(bridge, port);
  refuseDifference(request, bridge);
  return bridge;
}

function cannotAdopt({ bridge, interface: uplink }: CreateBridgeRequest, { title }: AnyBackend): AgentError {
  return new AgentError(
    'Unsupported',
    `interface '${uplink}' is configured by ${title}, with which a bridge that is there cannot be taken over yet; from a console, give '${uplink}' what '${bridge}' has, delete '${bridge}', and create it anew`,
  );
}

/** What the bridge has and no option speaks of is asked for, so that the next boot makes it the same. */
export function asItIs(request: CreateBridgeRequest, state: HostState): CreateBridgeRequest {
  const bridge = linkNamed(request.bridge, state.links)?.bridge;
  if (!request.adopt || bridge === undefined || isConfigured(request.bridge, state)) return request;
  const { multicastSnooping = bridge.multicastSnooping === false ? false : undefined } = request;
  return { ...request, multicastSnooping };
}

/** What changes in the kernel: settings that may differ, then the host moves where it is still on the interface. */
export function planAdoption(
  request: CreateBridgeRequest,
  bridge: Bridge,
  port: Link,
  state: HostState,
): readonly Step[] {
  const { forwardDelay, multicastSnooping } = request;
  const { name, bridge: now } = bridge;
  const delay = settingStep(
    `set the forward delay of '${name}' to ${forwardDelay} seconds`,
    ...([name, 'forward_delay', now.forwardDelay, forwardDelay * 100] as const),
  );
  const snooping =
    multicastSnooping === undefined || now.multicastSnooping === undefined
      ? []
      : settingStep(
          `turn multicast snooping of '${name}' ${multicastSnooping ? 'on' : 'off'}`,
          ...([name, 'mcast_snooping', Number(now.multicastSnooping), Number(multicastSnooping)] as const),
        );
  const moved = planMoveOnto(bridge, port, state);
  // A port that joins waits for the delay, also without STP (kernel: br_make_forwarding).
  return [...delay, ...snooping, ...(moved === undefined ? [] : [moved])];
}

/** What it is made of would make it again at the next boot, beside our files. */
function refuseOtherOwner({ name }: Link, { interface: uplink }: CreateBridgeRequest, state: HostState): void {
  const owner = networkBackends.find(({ claim }) => claim(name, state) === 'owned');
  if (owner !== undefined && owner !== backendOf(uplink, state)) {
    throw new AgentError(
      'Refused',
      `bridge '${name}' is configured by ${owner.title}, which would make it again; remove its configuration there first`,
    );
  }
  if (state.networkManager.devices[name] !== 'managed') return;
  throw new AgentError(
    'Refused',
    `bridge '${name}' is made by a profile of NetworkManager, which would make it again; see 'nmcli connection show', and delete that profile first`,
  );
}

/** A card that no file names would not be there after the next boot. Guests' taps, and containers' ends of a pair, come by themselves. */
function refuseOtherCards({ bridge, interface: uplink, ports }: CreateBridgeRequest, { links }: HostState): void {
  const isCard = ({ kind }: Link): boolean => kind === undefined || kind === 'vlan' || kind === 'bond';
  const others = portsOf(bridge, links)
    .filter(isCard)
    .map(({ name }) => name)
    .filter((name) => name !== uplink && !ports.some((port) => port === name));
  if (others.length === 0) return;
  throw new AgentError(
    'Conflict',
    `bridge '${bridge}' also has ${listOf(others.map(quoted))} for a port; name it in 'ports', or take it out of the bridge first`,
  );
}

/** Plugging a card into a network that has none would join both, and its port would wait where STP is on. */
function refuseUnlessEmpty({ name, addresses, bridge, mtu }: Bridge, port: Link): void {
  const own = addresses.filter(({ scope, family }) => !(family === 6 && scope === 'link'));
  const why =
    own.length > 0
      ? `has addresses of its own, such as '${own[0]?.address ?? ''}'`
      : bridge.stp
        ? 'has STP on, so that the host would be silent while the port listens'
        : mtu !== port.mtu
          ? `has mtu ${mtu}, and '${port.name}' has ${port.mtu}`
          : undefined;
  if (why === undefined) return;
  throw new AgentError(
    'Conflict',
    `bridge '${name}' does not have '${port.name}' as its port, and ${why}; make '${port.name}' its port first, from a console`,
  );
}

function refuseDifference({ bridge: name, stp, mtu }: CreateBridgeRequest, { bridge, mtu: has }: Bridge): void {
  if (bridge.stp !== stp) {
    throw new AgentError(
      'Conflict',
      bridge.stp
        ? `bridge '${name}' has STP on, and turning it off may close a loop; give 'stp' true, or turn it off first`
        : `bridge '${name}' has STP off, and turning it on would silence the host while its ports listen; leave out 'stp'`,
    );
  }
  if (mtu === undefined || mtu === has) return;
  throw new AgentError(
    'Conflict',
    `bridge '${name}' has mtu ${has} instead of ${mtu}; change it first, or leave out 'mtu'`,
  );
}
