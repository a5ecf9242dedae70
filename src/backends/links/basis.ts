/** The state that a links step was planned from, and the check that it still holds when the step runs. */
import { AgentError } from '../../contract/errors.ts';
import type { AddressedLink, HostState, Link } from '../../model/host-state.ts';
import type { LinksBasis, LinksStep } from '../../model/plan.ts';
import { portsOf } from '../../model/links.ts';
import { isLasting } from './configured.ts';

interface Kernel {
  readonly links: readonly AddressedLink[];
  readonly routes: HostState['routes'];
}

/** @param from the device that loses the addresses: the uplink, or the bridge. */
export function linksBasis(from: string, uplink: Link, kernel: Kernel): LinksBasis {
  return { from, index: uplink.index, mac: uplink.mac, moving: movingOf(from, kernel) };
}

/** Leaves out lifetimes, and what the kernel or router advertisements add and renew: that changes by itself. */
function movingOf(device: string, { links, routes }: Kernel): readonly string[] {
  const addresses = links.find(({ name }) => name === device)?.addresses ?? [];
  const own = routes.filter((route) => route.device === device && !['kernel', 'ra'].includes(route.protocol));
  return [
    ...addresses.filter(isLasting).map(({ address, prefix }) => `${address}/${prefix}`),
    ...own
      .filter(({ type }) => type === 'unicast')
      .map(({ family, destination, gateway, metric, table }) =>
        [family, destination, gateway, metric, table].join(' '),
      ),
  ].sort();
}

/**
 * Throws AgentError if the step must not run any more: NotFound if the uplink has gone, Busy if guests have joined the
 * bridge, Conflict for any other change.
 * @param begun whether the first part of the batch has run.
 */
export function requireSameLinks(step: LinksStep, kernel: Kernel, begun: boolean): void {
  const { basis } = step;
  if (basis === undefined) return;
  requireSameMaster(step, requireSameInterface(step.interface, basis, kernel.links));
  requireSameBridge(step, kernel, begun);
  const { from, moving } = basis;
  if (movingOf(from, kernel).join() === moving.join()) return;
  throw conflict(`the addresses or routes of '${from}' were changed outside bridgehead meanwhile`);
}

/**
 * The interface of this name; if `basis` is given, only with the same index and MAC address. Throws AgentError: NotFound if
 * it has gone, Conflict if it was renamed, or if its name now belongs to another interface.
 */
export function requireSameInterface(
  name: string,
  basis: LinksBasis | undefined,
  links: readonly AddressedLink[],
): AddressedLink {
  const isSame = ({ index, mac }: AddressedLink): boolean => index === basis?.index && mac === basis.mac;
  const [same, named] = [links.find(isSame), links.find((link) => link.name === name)];
  if (named !== undefined && (basis === undefined || named === same)) return named;
  if (same !== undefined) throw conflict(`interface '${name}' was renamed to '${same.name}' meanwhile`);
  if (named !== undefined) throw conflict(`interface '${name}' is another device now`);
  throw new AgentError(
    'NotFound',
    `interface '${name}' went away during the change, which was undone; check the card and its driver and call again`,
  );
}

/** `ip link set master` would silently take the interface away from a bridge that another program has put it on. */
function requireSameMaster(step: LinksStep, { master = '' }: AddressedLink): void {
  if (master === step.masterBefore) return;
  const found = master === '' ? `no longer a port of '${step.masterBefore}'` : `a port of '${master}' now`;
  throw conflict(`interface '${step.interface}' is ${found}`);
}

function requireSameBridge(step: LinksStep, { links }: Kernel, begun: boolean) {
  const { bridge, interface: uplink, createsBridge } = step;
  if (step.keepsBridge === true) {
    if (links.some(({ name }) => name === bridge)) return;
    throw conflict(`bridge '${bridge}' was deleted outside bridgehead meanwhile`);
  }
  if (createsBridge) {
    if (begun || !links.some(({ name }) => name === bridge)) return;
    throw conflict(`'${bridge}' was created outside bridgehead meanwhile`);
  }
  const guest = portsOf(bridge, links).find(({ name }) => name !== uplink);
  if (guest === undefined) return;
  throw new AgentError(
    'Busy',
    `bridge '${bridge}' is in use by '${guest.name}' now; stop that guest or detach it first`,
  );
}

function conflict(what: string): AgentError {
  return new AgentError('Conflict', `${what}; call again`);
}
