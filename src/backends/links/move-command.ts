/** A line for a shell that moves a host from a bridge's interface onto the bridge, and never cuts it off. */
import { AgentError } from '../../contract/errors.ts';
import type { Link, LinkState, Route } from '../../model/host-state.ts';
import { inPlaceOf, isAdvertised, setByUs } from './advertised.ts';
import { isLasting } from './configured.ts';
import { l3StateOf } from './l3-state.ts';
import { addressLine, addressRemovalLine, routeLine } from './lines.ts';

/** More than this are no line to type. */
const mostCommands = 64;

/**
 * The interface joins the bridge if it has not. An address is on the bridge before it leaves the interface, and with it go
 * the routes, which the kernel would drop with the last address (fib_frontend.c: fib_disable_ip). A sentence where that is
 * not possible.
 */
export function moveCommand(uplink: Link, bridge: string, state: LinkState): string {
  try {
    const { addresses, routes, connected } = l3StateOf(uplink, state);
    const lasting = addresses.filter(isLasting);
    const lines = [
      ...lasting.map((address) => addressLine('replace', address, uplink.name, bridge)),
      ...(uplink.master === bridge ? [] : [`link set dev ${uplink.name} master ${bridge}`]),
      ...inPlaceOf(setByUs(routes)).map((route) => routeLine(route, bridge)),
      // It also succeeds where they have ended by the time that this is typed.
      ...(routes.some(isAdvertised) ? [`-6 route flush dev ${uplink.name} proto ra`] : []),
      ...lasting.map((address) => addressRemovalLine(address, uplink.name)),
      ...connectedFlushes(connected),
    ];
    return lines.length > mostCommands ? inWords(uplink.name, bridge, lasting.length, routes.length) : commands(lines);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return `move the addresses from a console and not over the network: ${error.message}`;
  }
}

function inWords(uplink: string, bridge: string, addresses: number, routes: number): string {
  const what = `${addresses} addresses and ${routes} routes of '${uplink}'`;
  return `move the ${what} by one 'ip -batch', from a console: add the addresses to '${bridge}', set its master, replace the routes, and take the addresses off last`;
}

/**
 * The connected routes of addresses by SLAAC, which stay when those go (ipv6: ipv6_del_addr): neighbours would be looked for on
 * the port. In ip's words, and without an error where there are none.
 */
export function connectedFlushes(routes: readonly Route[]): readonly string[] {
  return routes
    .filter(({ family }) => family === 6)
    .map(({ destination, device }) => `-6 route flush exact ${destination} dev ${device}`);
}

/** One line of which the next part runs only if the one before it succeeded. @param lines of ip(8). */
function commands(lines: readonly string[]): string {
  return lines.map((line) => `ip ${line}`).join(' && ');
}
