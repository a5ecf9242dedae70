/** A line of a batch that takes away what routers have advertised to an interface, whatever that is when the batch runs. */
import type { AddressedLink, HostState, Route } from '../../model/host-state.ts';
import { isAdvertised } from './advertised.ts';
import { isConnected } from './connected.ts';
import { addressRemovalLine, routeKey, routeRemovalLine } from './lines.ts';

const marker = /^# advertised (\S+)$/;

/**
 * On a port it would be in the way, and its bridge gets the same by the next advertisement. More may have come after the plan
 * was made; and default routes go where forwarding is turned on for the bridge (ipv6: rt6_purge_dflt_routers).
 */
export function advertisedLine(device: string): string {
  return `# advertised ${device}`;
}

/** Replaces the line with those that remove what the rest of the batch does not. @param kernel just before the batch runs. */
export function expandAdvertised(
  batch: readonly string[],
  { links, routes }: { readonly links: readonly AddressedLink[]; readonly routes: HostState['routes'] },
): readonly string[] {
  return batch.flatMap((line, index) => {
    const [, device] = marker.exec(line) ?? [];
    if (device === undefined) return [line];
    const addresses = links.find(({ name }) => name === device)?.addresses ?? [];
    const own = addresses.filter(({ family, dynamic, temporary }) => family === 6 && dynamic && !temporary);
    const leading = routes.filter(
      (route) => route.device === device && (isAdvertised(route) || (route.family === 6 && isConnected(route))),
    );
    const isReplaced = (route: Route): boolean =>
      replaces(route, 'ra', batch) || replaces(route, '', batch.slice(0, index));
    return [
      ...leading.filter((route) => !isReplaced(route)).map((route) => routeRemovalLine(route, device)),
      ...own.map((address) => addressRemovalLine(address, device)),
    ].filter((removal) => !batch.includes(removal));
  });
}

/**
 * Whether a line replaces it by the same through another device: one of ours from an earlier move (inPlaceOf), or a connected
 * route that NetworkManager has set. @param protocol that the line gives it, or nothing for any.
 */
function replaces(route: Route, protocol: string, lines: readonly string[]): boolean {
  const withoutDevice = (line: string): string => line.replace(/ dev \S+/, '');
  const replacement = withoutDevice(`route replace ${routeKey(route, route.device)} proto ${protocol}`);
  return lines.some((line) => withoutDevice(line).startsWith(replacement));
}

/** The line for people to read. */
export function describeAdvertised(line: string): string {
  return line.replace(marker, "# remove what routers have advertised to '$1'");
}
