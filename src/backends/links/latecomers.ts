/** What a router's advertisement gave an interface after the plan was made, and before it heard no more of them. */
import type { HostState } from '../../model/host-state.ts';
import { isAdvertised } from './advertised.ts';
import { isConnected } from './l3-state.ts';
import { addressRemovalLine, routeRemovalLine } from './lines.ts';

const marker = /^# latecomers (\S+)$/;

/** A line that takes it away: the bridge gets the same by the next advertisement, and on a port it would be in the way. */
export function latecomersLine(device: string): string {
  return `# latecomers ${device}`;
}

/** Replaces the line with those that remove what the rest of the batch does not. @param kernel just before the batch runs. */
export function expandLatecomers(
  batch: readonly string[],
  { links, routes }: Pick<HostState, 'links' | 'routes'>,
): readonly string[] {
  return batch.flatMap((line) => {
    const [, device] = marker.exec(line) ?? [];
    if (device === undefined) return [line];
    const addresses = links.find(({ name }) => name === device)?.addresses ?? [];
    const late = addresses.filter(({ family, dynamic, temporary }) => family === 6 && dynamic && !temporary);
    const advertised = routes.filter(
      (route) => route.device === device && (isAdvertised(route) || (route.family === 6 && isConnected(route))),
    );
    return [
      ...advertised.map((route) => routeRemovalLine(route, device)),
      ...late.map((address) => addressRemovalLine(address, device)),
    ].filter((removal) => !batch.includes(removal));
  });
}

/** The line for people to read. */
export function describeLatecomers(line: string): string {
  return line.replace(marker, "# take away what routers have advertised to '$1' meanwhile");
}
