/** Routes by router advertisement (RFC 4861), which the kernel adds and renews itself, and how they move to another device. */
import type { Route } from '../../model/host-state.ts';

/** The kernel's, which end unless they are renewed; a program that takes advertisements itself renews its own. */
export function isAdvertised({ family, protocol, expires }: Route): boolean {
  return family === 6 && protocol === 'ra' && expires !== undefined;
}

/** Equal for IPv6 routes that stand for each other. A route without a metric gets 1024 from the kernel (ipv6: IP6_RT_PRIO_USER). */
function rank(route: Route): string {
  return `${way(route)} ${metricOf(route)}`;
}

function way({ destination, table }: Route): string {
  return `${destination} ${table}`;
}

/**
 * Advertised routes beside another route of the same rank, and those that packets do not take because another is preferred. If we
 * added one it would replace the other, or become a next hop of it (ipv6: fib6_add_rt2node), or last for nothing beside the one
 * that the router's next advertisement brings; until then packets take the other route.
 */
export function routersOwn(routes: readonly Route[]): readonly Route[] {
  const six = routes.filter((route) => route.family === 6);
  return six.filter(
    (route, index) =>
      route.protocol === 'ra' &&
      six.some((one, other) => isPreferred(one, route) || (rank(one) === rank(route) && other < index)),
  );
}

/** Whether a route that no router advertised has the packets of one that a router did. */
function isPreferred(one: Route, advertised: Route): boolean {
  return one.protocol !== 'ra' && way(one) === way(advertised) && metricOf(one) <= metricOf(advertised);
}

/** All others: those that do not come to another device by themselves, or too late. */
export function setByUs(routes: readonly Route[]): readonly Route[] {
  const left = routersOwn(routes);
  return routes.filter((route) => !left.includes(route));
}

/**
 * The routes as the other device gets them. An advertised one yields to the one that the next advertisement brings, and ends
 * with its lifetime: with the same metric it would keep the kernel from adding its own, and so from using the rest of the
 * advertisement (ipv6: ndisc_router_discovery returns where rt6_add_dflt_router fails), and addresses would not be renewed.
 */
export function inPlaceOf(routes: readonly Route[]): readonly Route[] {
  const advertised = routes.filter(isAdvertised);
  return routes
    .filter((route) => !isAdvertised(route) || !advertised.some((other) => isBetter(other, route)))
    .map((route) => (isAdvertised(route) ? { ...route, metric: metricOf(route) + 1 } : route));
}

/** Whether both are by the same router, and the first is preferred: the kernel's beside one of ours that still lasts. */
function isBetter(one: Route, other: Route): boolean {
  const same = one.destination === other.destination && one.gateway === other.gateway && one.table === other.table;
  return same && metricOf(one) < metricOf(other);
}

function metricOf({ metric = 1024 }: Pick<Route, 'metric'>): number {
  return metric;
}

/**
 * IPv6 routes that no route of the other device replaces, besides the kernel's by advertisement (advertisedLine). IPv4 routes
 * disappear with the last address of theirs.
 */
export function leftBehind(had: readonly Route[], set: readonly Route[]): readonly Route[] {
  const replaced = new Set(set.filter((route) => route.family === 6).map(rank));
  return had.filter((route) => route.family === 6 && !isAdvertised(route) && !replaced.has(rank(route)));
}
