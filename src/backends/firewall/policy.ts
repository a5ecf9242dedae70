/** Chooses how this host lets bridged frames pass, and says why. */
import { callKeys } from './kept-files.ts';
import { AgentError } from '../../contract/errors.ts';
import type { FilterOwner } from '../../model/filters.ts';
import type { TrafficState } from '../../model/traffic-state.ts';
import type { Activation, BridgedTrafficPolicy } from '../../model/requests.ts';
import { acceptChains } from './accept.ts';

/** `bypass`: frames do not go through the firewall. `accept`: they do, and a rule accepts them. */
export interface EffectivePolicy {
  readonly policy: 'bypass' | 'accept' | 'unchanged';
  /** The end of the steps' titles; may be empty. */
  readonly why: string;
}

/**
 * Turns `auto` into the smallest change that lets bridged frames pass. Throws AgentError(Unsupported) if an accept rule is
 * wanted but cannot be added, or would do harm.
 */
export function effectivePolicy(
  policy: BridgedTrafficPolicy,
  activate: Activation,
  state: TrafficState,
): EffectivePolicy {
  switch (policy) {
    case 'unchanged':
      return { policy: 'unchanged', why: '' };
    case 'bypass':
      return { policy: 'bypass', why: ownersNote(state) };
    case 'accept':
      requireAcceptPossible(activate, state);
      return { policy: 'accept', why: '' };
    case 'auto':
      return automatic(activate, state);
  }
}

function automatic(activate: Activation, state: TrafficState): EffectivePolicy {
  if (!isFiltered(state)) return { policy: 'bypass', why: unfiltered(state) };
  const needed = dependentOwners(state);
  const chains = acceptChains(state);
  // A rule that is there already does it, whether we added it or not.
  const accepted = chains.length > 0 && chains.every(({ there }) => there);
  if (needed.length === 0 && !accepted) return { policy: 'bypass', why: firewalldNote(state) };
  // A rule exists only in the running kernel, which `boot` must not change.
  if (activate === 'boot') return { policy: 'unchanged', why: '' };
  requireChains(state);
  return { policy: 'accept', why: needed.length === 0 ? '' : `${needed.join(' and ')} needs them in the firewall` };
}

function unfiltered(state: TrafficState): string {
  return hasBridgeNetfilter(state)
    ? 'they are out of it now'
    : 'br_netfilter is not loaded, so nothing filters them until another program loads it';
}

/** Programs that need bridged frames in iptables: Docker and Kubernetes filter containers there. firewalld does not need them. */
export function dependentOwners({ filters }: TrafficState): readonly FilterOwner[] {
  return filters.owners.filter((owner) => owner !== 'firewalld');
}

function firewalldNote({ filters }: TrafficState): string {
  return filters.owners.includes('firewalld') ? 'firewalld rejects them, and no iptables rule can override it' : '';
}

/** Whether br_netfilter is loaded. Before Linux 3.18 its settings came with the module `bridge`. */
export function hasBridgeNetfilter(state: TrafficState): boolean {
  return callKeys.some((key) => state.bridgeNetfilter[key] !== undefined);
}

/** Whether bridged frames go through the firewall now. */
function isFiltered(state: TrafficState): boolean {
  return callKeys.some((key) => (state.bridgeNetfilter[key] ?? '0') !== '0');
}

function ownersNote(state: TrafficState): string {
  const owners = dependentOwners(state);
  return owners.length === 0 ? '' : `${owners.join(' and ')} relies on them there, and may send them there again`;
}

function requireAcceptPossible(activate: Activation, state: TrafficState): void {
  if (activate === 'boot' || !state.live) {
    throw unsupported(
      "the rule that accepts bridged frames exists only in the running kernel, and cannot be written for the next boot; use 'auto' or 'bypass', or call SetBridgedTraffic after the boot",
    );
  }
  if (!hasBridgeNetfilter(state)) {
    throw unsupported(
      "bridged frames are not filtered here, because br_netfilter is not loaded, and the rule that accepts them would load it; use 'auto' or 'bypass'",
    );
  }
  if (state.filters.owners.includes('firewalld')) {
    throw unsupported("firewalld rejects bridged frames, and no iptables rule can override it; use 'auto' or 'bypass'");
  }
  requireChains(state);
}

function requireChains(state: TrafficState): void {
  if (acceptChains(state).length > 0) return;
  const unreadable = state.filters.unreadable.find((program) => program !== 'nft');
  throw unsupported(
    unreadable === undefined
      ? "the program 'iptables' is not installed; install it, or use 'auto' or 'bypass'"
      : `the rules of '${unreadable}' cannot be read, so none is added; see '${unreadable} -S', or use 'bypass'`,
  );
}

function unsupported(sentence: string): AgentError {
  return new AgentError('Unsupported', sentence);
}
