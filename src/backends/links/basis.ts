/** Finding out what the plan of a links step goes by, and whether it is still so. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import type { LinksBasis, LinksStep } from '../../model/plan.ts';
import { portsOf } from '../../model/uplink.ts';

type Kernel = Pick<HostState, 'links' | 'routes'>;

/** @param from the device that the host leaves: the card, or the bridge in front of it. */
export function linksBasis(from: string, card: Link, kernel: Kernel): LinksBasis {
  return { from, index: card.index, mac: card.mac, moving: movingOf(from, kernel) };
}

/** Lifetimes are left out, and what the kernel and the router's advertisements make and renew by themselves. */
function movingOf(device: string, { links, routes }: Kernel): readonly string[] {
  const addresses = links.find(({ name }) => name === device)?.addresses ?? [];
  const own = routes.filter((route) => route.device === device && !['kernel', 'ra'].includes(route.protocol));
  return [
    ...addresses
      .filter(({ temporary, scope }) => !temporary && scope !== 'link')
      .map(({ address, prefix }) => `${address}/${prefix}`),
    ...own
      .filter(({ type }) => type === 'unicast')
      .map(({ family, destination, gateway, metric, table }) =>
        [family, destination, gateway, metric, table].join(' '),
      ),
  ].sort();
}

/**
 * Throws AgentError where the step must not be done any more: NotFound for a card that went away, Busy for a bridge that
 * guests have joined, Conflict for whatever else is not as it was.
 * @param begun whether the first part of the batch is done.
 */
export function requireSameLinks(step: LinksStep, kernel: Kernel, begun: boolean): void {
  const { basis } = step;
  if (basis === undefined) return;
  requireSameMaster(step, requireCard(step.interface, basis, kernel.links));
  requireSameBridge(step, kernel, begun);
  const { from, moving } = basis;
  if (movingOf(from, kernel).join() === moving.join()) return;
  throw conflict(`the addresses or routes of '${from}' were changed by someone else meanwhile`);
}

/**
 * The card of this name, with the number and the address that `basis` has, if there is one. Throws AgentError: NotFound
 * where it has gone, Conflict where it has another name now, or its name belongs to another card.
 */
export function requireCard(name: string, basis: LinksBasis | undefined, links: readonly Link[]): Link {
  const isSame = ({ index, mac }: Link): boolean => index === basis?.index && mac === basis.mac;
  const [card, named] = [links.find(isSame), links.find((link) => link.name === name)];
  if (named !== undefined && (basis === undefined || named === card)) return named;
  if (card !== undefined) throw conflict(`interface '${name}' was renamed to '${card.name}' meanwhile`);
  if (named !== undefined) throw conflict(`interface '${name}' is not the same card as before`);
  throw new AgentError(
    'NotFound',
    `interface '${name}' went away during the change, which was undone; check the card and its driver and call again`,
  );
}

/** A card that somebody else has put behind another bridge must not be stolen from there: `ip link set master` would. */
function requireSameMaster(step: LinksStep, { master = '' }: Link): void {
  if (master === step.masterBefore) return;
  const found = master === '' ? `no longer a port of '${step.masterBefore}'` : `a port of '${master}' now`;
  throw conflict(`interface '${step.interface}' is ${found}`);
}

function requireSameBridge({ bridge, interface: card, createsBridge }: LinksStep, { links }: Kernel, begun: boolean) {
  if (createsBridge) {
    if (begun || !links.some(({ name }) => name === bridge)) return;
    throw conflict(`'${bridge}' was created by someone else meanwhile`);
  }
  const guest = portsOf(bridge, links).find(({ name }) => name !== card);
  if (guest === undefined) return;
  throw new AgentError(
    'Busy',
    `bridge '${bridge}' is in use by '${guest.name}' now; stop that guest or detach it first`,
  );
}

function conflict(what: string): AgentError {
  return new AgentError('Conflict', `${what}; call again`);
}
