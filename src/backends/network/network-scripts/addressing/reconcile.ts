/** Comparing the file with the kernel: what the file lacks, and what the kernel lacks, which is a question to the caller. */
import { AgentError } from '../../../../contract/errors.ts';
import type { CidrAddress } from '../../../../model/addresses.ts';
import type { Route } from '../../../../model/host-state.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { listed, withoutThese } from '../../addresses/lists.ts';
import type { FileAddressing } from './file-addressing.ts';
import type { LiveAddressing } from './live-addressing.ts';

/** What the kernel has and the file lacks, or the part of it that is written, or is not. */
export interface Additions {
  readonly addresses: readonly CidrAddress[];
  readonly route4: Route | undefined;
  readonly route6: Route | undefined;
}

/**
 * What the kernel has beyond the file. Throws Conflict for what the file has beyond the kernel: written to the bridge's
 * file it would appear with the next boot.
 * @param name the file, for errors. @param adopt whether the kernel counts for the next boot alone too.
 */
export function additionsToFile(
  name: string,
  device: string,
  file: FileAddressing,
  live: LiveAddressing,
  adopt: boolean,
): Additions {
  const extra = withoutThese(file.addresses, live.everyAddress);
  if (extra.length > 0) throw addressConflict(name, device, extra, live.addresses, adopt);
  return {
    addresses: withoutThese(live.addresses, file.addresses),
    route4: missingRoute4(name, device, file, live),
    route6: missingRoute(name, device, file.gateway6, live.route6, live.everyGateway),
  };
}

/** The default routes in words. */
export function defaultsOf({ route4, route6 }: Pick<Additions, 'route4' | 'route6'>): readonly string[] {
  const routes = [route4, route6].filter((route) => route !== undefined);
  return routes.map(
    ({ gateway }) => `the default route ${gateway === undefined ? 'without a gateway' : `by '${gateway}'`}`,
  );
}

/** With DHCP, `live` is without the server's route, and the file says nothing of one. */
function missingRoute4(
  name: string,
  device: string,
  { gateway4, onLink4 = false }: FileAddressing,
  { route4, everyGateway }: LiveAddressing,
): Route | undefined {
  if (!onLink4) return missingRoute(name, device, gateway4, route4, everyGateway);
  if (route4 !== undefined && route4.gateway === undefined) return undefined;
  const kernel = route4 === undefined ? 'no such default route' : `one by '${route4.gateway ?? ''}'`;
  throw new AgentError(
    'Conflict',
    `${quoted(name)} gives interface '${device}' a default route without a gateway (GATEWAYDEV), but the kernel has ${kernel}; make the two agree first`,
  );
}

function missingRoute(
  name: string,
  device: string,
  gateway: string | undefined,
  route: Route | undefined,
  everyGateway: readonly string[],
): Route | undefined {
  if (gateway === undefined) return route;
  if (gateway === route?.gateway || (route === undefined && everyGateway.includes(gateway))) return undefined;
  const kernel =
    route === undefined
      ? 'no such default route'
      : route.gateway === undefined
        ? 'one without a gateway'
        : `'${route.gateway}'`;
  throw new AgentError(
    'Conflict',
    `${quoted(name)} gives interface '${device}' the gateway '${gateway}', but the kernel has ${kernel}; make the two agree first`,
  );
}

function addressConflict(
  name: string,
  device: string,
  extra: readonly CidrAddress[],
  live: readonly CidrAddress[],
  adopt: boolean,
): AgentError {
  return new AgentError(
    'Conflict',
    `${quoted(name)} gives interface '${device}' the address ${listed(extra)}, which the kernel lacks: it has ${listed(live)}; ` +
      `make the two agree first${adopt ? '' : ", or use activate 'boot' to use the file"}`,
  );
}
