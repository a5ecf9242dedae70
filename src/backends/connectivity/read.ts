/** The machines on the link by which a host is known to be connected: its routers, and whom a caller names. */
import { answersFullSize } from '../../host/kernel/echo.ts';
import type { Host } from '../../host/host.ts';
import { createProbe, type Answer } from '../../host/kernel/neighbour-probe.ts';
import type { HostState, Neighbour } from '../../model/host-state.ts';
import { shareAnswers } from './read-shared.ts';

export type { Answer };
export type Answers = ReadonlyMap<string, Answer>;

/** The gateways of the default routes that leave by `device`. */
export function gatewaysOf(state: Pick<HostState, 'routes'>, device: string): readonly string[] {
  const routes = state.routes.filter((route) => route.device === device && route.destination === 'default');
  return [...new Set(routes.flatMap((route) => route.gateway ?? []))];
}

/** Which of the addresses answer ARP or neighbour discovery on `device` now. Throws AgentError where the kernel can't be asked. */
export async function whoAnswers(host: Host, addresses: readonly string[], device: string): Promise<Answers> {
  const probe = createProbe(host.commands);
  return ask(addresses, (address) => probe(address, device, false));
}

/** @param known the host's neighbours, as just read. */
type Bystander = (addresses: readonly string[], device: string, known: readonly Neighbour[]) => Promise<Answers>;

/**
 * As `whoAnswers`, for those who may ask without end: a neighbour that the kernel has just confirmed is not asked again,
 * and an answer is everybody's for some seconds.
 */
export function createBystander(host: Host): Bystander {
  const probe = createProbe(host.commands);
  const shared = shareAnswers((address, device) => probe(address, device, true));
  return (addresses, device, known) =>
    ask(addresses, async (address) => (isConfirmed(address, device, known) ? 'yes' : shared(address, device)));
}

/** Which of the addresses answer packets of `mtu` bytes. Throws AgentError where ping(8) does not end. */
export async function whoAnswersFullSize(
  host: Host,
  addresses: readonly string[],
  device: string,
  mtu: number,
): Promise<ReadonlyMap<string, boolean>> {
  return ask(addresses, (address) => answersFullSize(host.commands, address, device, mtu));
}

function isConfirmed(address: string, device: string, known: readonly Neighbour[]): boolean {
  const entry = known.find((one) => one.address === address && one.device === device);
  return entry !== undefined && !entry.fixed && entry.states.includes('REACHABLE');
}

async function ask<Found>(
  addresses: readonly string[],
  question: (address: string) => Promise<Found>,
): Promise<ReadonlyMap<string, Found>> {
  return new Map(await Promise.all(addresses.map(async (address) => [address, await question(address)] as const)));
}
