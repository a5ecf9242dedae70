/** What has become of the kernel's part of a change since it was kept. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link, Route } from '../../model/host-state.ts';
import type { LinksStep } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { lastingOf } from '../../backends/links/configured.ts';
import { routeKey } from '../../backends/links/lines.ts';

/**
 * Throws AgentError(Conflict) where the host was given other addresses or routes since, which would be lost, or where the
 * kernel has taken up what was written for the next boot.
 */
export function refuseLiveChanges(transaction: Transaction, state: HostState): void {
  const difference = whatIsNew(transaction, state);
  if (difference === undefined) return;
  const { id, operation } = transaction;
  const way = operation === 'CreateBridge' ? 'DeleteBridge' : 'CreateBridge';
  throw new AgentError(
    'Conflict',
    `transaction '${id}' cannot be rolled back, because ${difference} since then; change that back, or use '${way}'`,
  );
}

function whatIsNew(transaction: Transaction, state: HostState): string | undefined {
  const { operation, bridge, request, plan } = transaction;
  const links = plan.find((step) => step.kind === 'links');
  if (links !== undefined) return whatMoved(links, transaction, state);
  if (!state.live || request.activate !== 'boot' || (operation !== 'CreateBridge' && operation !== 'DeleteBridge'))
    return undefined;
  // It ran before.
  if (request.operation === 'CreateBridge' && request.adopt) return undefined;
  const runs = state.links.some((link) => link.name === bridge);
  if (operation === 'CreateBridge') return runs ? `bridge '${bridge}' has come up` : undefined;
  return runs ? undefined : `bridge '${bridge}' has gone down`;
}

function whatMoved(step: LinksStep, { plan }: Transaction, state: HostState): string | undefined {
  const name = step.createsBridge || step.keepsBridge === true ? step.bridge : step.interface;
  const link = state.links.find((one) => one.name === name);
  if (link === undefined) return undefined;
  const byDhcp = plan.some(({ kind }) => kind === 'dhcp-client');
  return addressProblem(step, link, byDhcp) ?? routeProblem(step, name, byDhcp, state);
}

/** @param byDhcp whether a server may have given the host another address meanwhile. */
function addressProblem({ addresses }: LinksStep, link: Link, byDhcp: boolean): string | undefined {
  const has = lastingOf(link.addresses);
  const lost = addresses.find((address) => !has.includes(address));
  if (lost !== undefined) return `'${link.name}' has lost the address '${lost}'`;
  const own = lastingOf(link.addresses.filter(({ dynamic }) => !(byDhcp && dynamic)));
  const added = own.find((address) => !addresses.includes(address));
  return added === undefined ? undefined : `'${link.name}' has gained the address '${added}'`;
}

function routeProblem(step: LinksStep, name: string, byDhcp: boolean, state: HostState): string | undefined {
  if (byDhcp) return undefined;
  const isMade = among(step.routes ?? step.batch.filter((line) => line.startsWith('route ')));
  const added = state.routes.find(
    (route) => route.device === name && isConfigured(route) && !isMade(routeKey(route, name)),
  );
  return added && `'${name}' has gained a route to '${added.destination}'`;
}

/**
 * Whether a route, by its key, is one of those. @param made routes in ip's words, or the lines of a batch that make them: there
 * may be very many, so they are found by their destination.
 */
function among(made: readonly string[]): (key: string) => boolean {
  const found = new Map<string, Set<string>>();
  for (const text of made) {
    const words = text.split(' ');
    const destination = (words[0] === 'route' ? words[2] : words[0]) ?? '';
    found.set(destination, (found.get(destination) ?? new Set()).add(plain(text)));
  }
  return (key) => {
    const there = found.get(key.split(' ', 1)[0] ?? '') ?? new Set();
    return there.has(plain(key)) || [...there].some((text) => text.includes(plain(key)));
  };
}

/** The kernel gives a route of IPv6 a metric where it was told none. */
function plain(route: string): string {
  return ` ${route.replace(/ metric 1024\b/, '')} `;
}

/** Whether an administrator or a program added the route, not the kernel or a router advertisement. */
function isConfigured({ protocol, type }: Route): boolean {
  return type === 'unicast' && protocol !== 'kernel' && protocol !== 'ra';
}
