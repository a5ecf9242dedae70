/** The kernel's routes, neighbours and routing rules. */
import * as v from 'valibot';
import { familyOf } from '../model/addresses.ts';
import type { Neighbour, Route, RoutingRule } from '../model/host-state.ts';
import type { Commands } from './commands.ts';
import { askIp } from './ip-json.ts';

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
  table: v.optional(v.string(), 'main'),
  flags: v.optional(v.array(v.string()), []),
  expires: v.optional(v.number()),
  pref: v.optional(v.string()),
  nexthops: v.optional(v.array(v.object({ dev: v.optional(v.string()) }))),
});

const neighbourSchema = v.object({
  dst: v.string(),
  dev: v.optional(v.string(), ''),
  lladdr: v.optional(v.string()),
  router: v.optional(v.unknown()),
  state: v.optional(v.array(v.string()), []),
});

const ruleSchema = v.looseObject({ priority: v.number(), table: v.optional(v.string()) });

/** Routes of both families and all tables except `local`, which the kernel maintains itself. */
export async function readRoutes(commands: Commands): Promise<readonly Route[]> {
  const families = await Promise.all(
    ([4, 6] as const).map(async (family) => {
      const routes = await askIp(commands, [`-${family}`, 'route', 'show', 'table', 'all'], v.array(routeSchema));
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
    scope: route.scope,
    source: route.prefsrc,
    metric: route.metric,
    table: route.table,
    type: route.type,
    flags: route.flags,
    expires: route.expires,
    preference: route.pref,
    multipath: route.nexthops !== undefined,
  }));
}

/** The neighbour tables (ARP and neighbour discovery); `nud all`, because `ip` omits noarp entries (ip-neighbour(8)). */
export async function readNeighbours(commands: Commands): Promise<readonly Neighbour[]> {
  const neighbours = await askIp(commands, ['neigh', 'show', 'nud', 'all'], v.array(neighbourSchema));
  return neighbours.map((neighbour) => ({
    family: familyOf(neighbour.dst),
    address: neighbour.dst,
    device: neighbour.dev,
    mac: neighbour.lladdr,
    states: neighbour.state,
    router: neighbour.router !== undefined,
  }));
}

/** Policy routing rules, without the three that every kernel has (ip-rule(8)). */
export async function readRules(commands: Commands): Promise<readonly RoutingRule[]> {
  const families = await Promise.all(
    ([4, 6] as const).map(async (family) => {
      const rules = await askIp(commands, [`-${family}`, 'rule', 'show'], v.array(ruleSchema));
      return rules.map((fields) => ({ family, fields }));
    }),
  );
  return families.flat().filter(({ fields }) => ![0, 32766, 32767].includes(fields.priority));
}
