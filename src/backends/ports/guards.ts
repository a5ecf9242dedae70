/** What a further interface of a bridge must be: it loses what it has of its own. */
import { AgentError } from '../../contract/errors.ts';
import { listOf } from '../../contract/list-of.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { linkNamed } from '../../model/links.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';

/**
 * Throws AgentError: Busy for a port of another bridge, Conflict for an interface with addresses, routes, rules or a DHCP client of
 * its own, or with another MTU than the bridge can have; Refused where the host's default route uses it.
 */
export function refuseUnlessFree(link: Link, request: CreateBridgeRequest, state: HostState): void {
  const { bridge } = request;
  if (link.master !== undefined && link.master !== bridge) {
    throw new AgentError(
      'Busy',
      `interface '${link.name}' is already a port of '${link.master}'; remove it from there first`,
    );
  }
  if (request.activate === 'boot' || link.master === bridge) return;
  refuseRoutes(link, bridge, state);
  refuseClient(link, state);
  refuseAddresses(link);
  refuseStack(link, request, state);
  refuseMtu(link, request, state);
}

function refuseAddresses({ name, addresses }: Link): void {
  const own = addresses.filter(({ scope, family }) => !(family === 6 && scope === 'link'));
  if (own.length === 0) return;
  const listed = listOf(own.map(({ address, prefix }) => `'${address}/${prefix}'`));
  throw new AgentError(
    'Conflict',
    `interface '${name}' has ${listed}, which a port cannot have; take them off it first, or leave it out of 'ports'`,
  );
}

/** What the kernel adds by itself goes by itself. */
function refuseRoutes({ name, addresses }: Link, bridge: string, { routes, rules }: HostState): void {
  const own = routes.filter(
    ({ device, protocol, type }) => device === name && protocol !== 'kernel' && type === 'unicast',
  );
  if (own.some(({ destination }) => destination === 'default')) {
    throw new AgentError(
      'Refused',
      `the host's default route uses interface '${name}'; make it the bridge's 'interface', or leave it out of 'ports'`,
    );
  }
  const [route] = own;
  if (route !== undefined && addresses.length === 0) {
    throw new AgentError(
      'Conflict',
      `a route to '${route.destination}' uses interface '${name}', which will be a port of '${bridge}'; remove the route first, or leave '${name}' out of 'ports'`,
    );
  }
  if (!rules.some(({ fields }) => fields.iif === name || fields.oif === name)) return;
  throw new AgentError(
    'Conflict',
    `a policy routing rule names interface '${name}', which will be a port of '${bridge}'; see 'ip rule', and remove the rule first`,
  );
}

function refuseClient({ name }: Link, { dhcp }: HostState): void {
  if (!dhcp.clients.some(({ interfaces }) => interfaces.includes(name))) return;
  throw new AgentError(
    'Conflict',
    `a DHCP client runs on interface '${name}', which will be a port; stop it first, or leave '${name}' out of 'ports'`,
  );
}

/** A link above or below would carry the same frames (ip-link(8)). */
function refuseStack({ name }: Link, { interface: uplink, ports }: CreateBridgeRequest, { links }: HostState): void {
  const others = [uplink, ...ports].filter((other) => other !== name);
  const above = others.find((other) => linkNamed(other, links)?.parent === name && isStacked(other, links));
  if (above === undefined) return;
  throw new AgentError(
    'Conflict',
    `interface '${above}' is made on top of '${name}', so both would carry the same frames; leave one of them out`,
  );
}

/** A veth's other end is its parent too. */
function isStacked(name: string, links: readonly Link[]): boolean {
  return linkNamed(name, links)?.kind !== 'veth';
}

/** The kernel would lower the bridge's MTU to that of a port with less (kernel: br_mtu_auto_adjust). */
function refuseMtu(link: Link, { bridge, mtu: asked }: CreateBridgeRequest, { links }: HostState): void {
  const there = linkNamed(bridge, links);
  const wanted = asked ?? there?.mtu ?? 0;
  if (link.maxMtu !== undefined && wanted > link.maxMtu) {
    throw new AgentError(
      'Conflict',
      `mtu ${wanted} is more than interface '${link.name}' can carry, which is ${link.maxMtu}; use at most that`,
    );
  }
  if (asked !== undefined || there === undefined || link.mtu >= there.mtu) return;
  throw new AgentError(
    'Conflict',
    `interface '${link.name}' has mtu ${link.mtu}, and bridge '${bridge}' has ${there.mtu}; give '${link.name}' that mtu first, if its network carries it`,
  );
}
