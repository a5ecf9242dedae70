/** The kernel's routes, neighbours and routing rules. */
import * as v from 'valibot';
import { familyOf } from '../../model/addresses.ts';
import type { Neighbour, Route, RoutingRule } from '../../model/host-state.ts';
import type { AskIp } from './ip-together.ts';
import { attributeWords, realmWords } from './route-attributes.ts';

const routeSchema = v.object({
  type: v.optional(v.string(), 'unicast'),
  dst: v.string(),
  gateway: v.optional(v.string()),
  via: v.optional(v.object({ host: v.string() })),
  dev: v.optional(v.string(), ''),
  protocol: v.optional(v.string(), 'boot'),
  scope: v.optional(v.string()),
  prefsrc: v.optional(v.string()),
  metric: v.optional(v.number()),
  tos: v.optional(v.string()),
  flow: v.optional(v.object({ from: v.optional(v.string()), to: v.optional(v.string()) }), {}),
  table: v.optional(v.string(), 'main'),
  flags: v.optional(v.array(v.string()), []),
  expires: v.optional(v.number()),
  pref: v.optional(v.string()),
  metrics: v.optional(v.array(v.record(v.string(), v.unknown())), []),
  nexthops: v.optional(v.array(v.object({ dev: v.optional(v.string()) }))),
});

const neighbourSchema = v.object({
  dst: v.string(),
  dev: v.optional(v.string(), ''),
  lladdr: v.optional(v.string()),
  router: v.optional(v.unknown()),
  extern_learn: v.optional(v.unknown()),
  managed: v.optional(v.unknown()),
  state: v.optional(v.array(v.string()), []),
});

const ruleSchema = v.looseObject({ priority: v.number(), table: v.optional(v.string()) });

/** What all routes of a family lie in: it selects them without an option (ip-route(8): root PREFIX). */
const everything = { 4: '0.0.0.0/0', 6: '::/0' } as const;

/**
 * Routes of both families and all tables except `local`, which the kernel maintains itself. With the option that links are asked
 * with, so that one process answers all; it also shows the scope that a route has by itself, `global`.
 */
export async function readRoutes(ask: AskIp): Promise<readonly Route[]> {
  const families = await Promise.all(
    ([4, 6] as const).map(async (family) => {
      const words = ['-details', 'route', 'show', 'table', 'all', 'root', everything[family]];
      const routes = await ask(words, v.array(routeSchema));
      return routes.filter((route) => route.table !== 'local').flatMap((route) => toRoutes(family, route));
    }),
  );
  return families.flat();
}

function toRoutes(family: 4 | 6, route: v.InferOutput<typeof routeSchema>): Route[] {
  const devices = route.nexthops?.map((hop) => hop.dev ?? '') ?? [route.dev];
  return devices.map((device) => ({
    family,
    destination: route.dst,
    gateway: route.gateway ?? route.via?.host,
    device,
    protocol: route.protocol,
    scope: route.scope === 'global' ? undefined : route.scope,
    source: route.prefsrc,
    metric: route.metric,
    table: route.table,
    type: route.type,
    flags: route.flags,
    expires: route.expires,
    preference: route.pref,
    ...(route.tos !== undefined && { serviceType: route.tos }),
    attributes: [...route.metrics.flatMap(attributeWords), ...realmWords(route.flow)],
    multipath: route.nexthops !== undefined,
  }));
}

/**
 * The neighbour tables (ARP and neighbour discovery); `nud all`, because `ip` omits noarp entries (ip-neighbour(8)).
 * @param which words that select some, such as `dev eth0`.
 */
export async function readNeighbours(ask: AskIp, which: readonly string[] = []): Promise<readonly Neighbour[]> {
  const neighbours = await ask(['-details', 'neigh', 'show', 'nud', 'all', ...which], v.array(neighbourSchema));
  return neighbours.map((neighbour) => ({
    family: familyOf(neighbour.dst),
    address: neighbour.dst,
    device: neighbour.dev,
    mac: neighbour.lladdr,
    states: neighbour.state,
    router: neighbour.router !== undefined,
    fixed: isFixed(neighbour),
  }));
}

function isFixed({ state, extern_learn: learnt, managed }: v.InferOutput<typeof neighbourSchema>): boolean {
  return state.includes('PERMANENT') || state.includes('NOARP') || learnt !== undefined || managed !== undefined;
}

/** Policy routing rules, without the three that every kernel has (ip-rule(8)). */
export async function readRules(ask: AskIp): Promise<readonly RoutingRule[]> {
  // ip-rule(8): IPv4 where no family is given, and the family is an option.
  const families = await Promise.all(
    ([4, 6] as const).map(async (family) => {
      const words = family === 4 ? ['-details', 'rule', 'show'] : ['-6', 'rule', 'show'];
      return (await ask(words, v.array(ruleSchema))).map((fields) => ({ family, fields }));
    }),
  );
  return families.flat().filter(({ fields }) => ![0, 32766, 32767].includes(fields.priority));
}
