/** What the kernel has beside the card's profile, and the profile beside the kernel. */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { CidrAddress } from '../../../../model/addresses.ts';
import type { HostState, Link } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { isNamed, requirePersistable } from '../../addresses/persist.ts';
import { listed, withoutThese } from '../../addresses/lists.ts';
import { familySettings, groupOfFamily } from '../profiles/addressing.ts';
import { ignoredWarnings, ignoresIpv6 } from './ignored-ipv6.ts';
import type { Changes } from '../keyfile/edit.ts';
import type { UsableProfile } from '../guards/requirements.ts';

/** Addresses that are named one by one; a host may have thousands. */
const mostNamed = 16;

export interface Kept {
  readonly changes: Changes;
  readonly warnings: readonly string[];
}

/**
 * Throws AgentError: Conflict where the profile has an address that the kernel lacks, or see ignoredWarnings; NotFound and Conflict
 * where `persist` cannot be followed (requirePersistable).
 */
export function keptAddresses(
  family: 4 | 6,
  request: CreateBridgeRequest,
  { profile, settings }: UsableProfile,
  link: Link,
  state: HostState,
): Kept {
  const { method, addresses: written, gateway } = familySettings(profile.id, family, settings.keyfile);
  const every = link.addresses.filter((address) => address.family === family);
  const configured = every.filter(({ dynamic, temporary, scope }) => !dynamic && !temporary && scope !== 'link');
  const missing = ['manual', 'auto'].includes(method) ? withoutThese(written, every) : [];
  if (request.activate !== 'boot' && missing.length > 0) throw lacking(profile.id, link.name, missing, every);
  const beyond = withoutThese(configured, written);
  const persist = request.persist.filter((one) => one.family === family);
  requirePersistable({ ...request, persist }, 'none', { inFile: written, configured, every });
  const added = beyond.filter((address) => isNamed(address, persist));
  const left = beyond.filter((address) => !isNamed(address, persist));
  const isManual = added.length > 0 && !['manual', 'auto'].includes(method);
  const route = defaultOf(family, link, gateway, isManual ? 'manual' : method, state);
  const ignored = request.activate === 'live' && ignoresIpv6(settings.keyfile);
  return {
    changes: {
      ...addressKeys(added, firstFree(family, settings)),
      ...(isManual ? { method: 'manual' } : {}),
      ...(route === undefined ? {} : { gateway: route }),
    },
    warnings: [
      ...(ignored ? ignoredWarnings(profile.id, request.bridge, every) : []),
      ...left.slice(0, mostNamed).map((one) => unwritten(one, request)),
      ...moreOf(left, request),
      ...routesLeft(family, request, state),
    ],
  };
}

/** nm-settings-keyfile(5): address1, address2 … */
function addressKeys(addresses: readonly CidrAddress[], first: number): Changes {
  return Object.fromEntries(
    addresses.map(({ address, prefix }, index) => [`address${first + index}`, `${address}/${prefix}`]),
  );
}

/** The number of the first address that is not there. */
function firstFree(family: 4 | 6, { keyfile }: UsableProfile['settings']): number {
  const numbers = keyfile.keys(groupOfFamily(family)).flatMap((key) => /^address(?:es)?(\d+)$/.exec(key)?.[1] ?? []);
  return Math.max(0, ...numbers.map(Number)) + 1;
}

/** The gateway of a default route that was set by hand beside a profile without one: a host without it is cut off. */
function defaultOf(
  family: 4 | 6,
  link: Link,
  gateway: string | undefined,
  method: string,
  { routes }: HostState,
): string | undefined {
  if (gateway !== undefined || method !== 'manual') return undefined;
  return routes.find(
    (route) =>
      route.device === link.name && route.family === family && route.destination === 'default' && byHand(route),
  )?.gateway;
}

/** NetworkManager's own have `static`, `dhcp`, `ra` or `kernel` (NetworkManager: nm-platform.c, nmp_utils_ip_config_source_coerce). */
function byHand({ protocol, expires, table }: HostState['routes'][number]): boolean {
  return (
    !['static', 'dhcp', 'ra', 'kernel', 'redirect'].includes(protocol) && expires === undefined && table === 'main'
  );
}

function lacking(
  name: string,
  device: string,
  missing: readonly CidrAddress[],
  has: readonly CidrAddress[],
): AgentError {
  return new AgentError(
    'Conflict',
    `the profile ${quoted(name)} gives interface '${device}' the address ${listed(missing)}, which the kernel lacks: it has ${listed(has)}; ` +
      `make the two agree first with 'nmcli connection up', or use activate 'boot' to use the profile`,
  );
}

function unwritten({ address, prefix }: CidrAddress, { bridge }: CreateBridgeRequest): string {
  return `the address '${address}/${prefix}' is in the kernel only: it moves to '${bridge}' now, and is not there after the next boot; name it in 'persist' to keep it`;
}

function moreOf(left: readonly CidrAddress[], { interface: device }: CreateBridgeRequest): readonly string[] {
  const more = left.length - mostNamed;
  return more > 0 ? [`${more} more addresses of '${device}' are in the kernel only`] : [];
}

function routesLeft(
  family: 4 | 6,
  { interface: device, bridge }: CreateBridgeRequest,
  { routes }: HostState,
): readonly string[] {
  const own = routes.filter((route) => route.device === device && route.family === family && byHand(route));
  return own
    .filter(({ destination }) => destination !== 'default')
    .slice(0, mostNamed)
    .map(
      ({ destination }) =>
        `the route to '${destination}' is in the kernel only: it moves to '${bridge}' now, and is not there after the next boot`,
    );
}
