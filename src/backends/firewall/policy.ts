/** Which of the ways to let bridged frames pass suits this host, and why. */
import { callKeys } from './kept-files.ts';
import { AgentError } from '../../contract/errors.ts';
import type { FilterOwner } from '../../model/filters.ts';
import type { HostState } from '../../model/host-state.ts';
import type { Activation, BridgedTrafficPolicy } from '../../model/requests.ts';
import { acceptChains } from './accept.ts';

/** `bypass`: frames go by the firewall; `accept`: they go through, and a rule lets them pass. */
export interface Way {
  readonly way: 'bypass' | 'accept' | 'nothing';
  /** The end of a step's title. */
  readonly why: string;
}

/**
 * The least that lets bridged frames pass. Throws AgentError(Unsupported) where a rule was asked for and would do harm, or
 * can't be made.
 */
export function wayFor(policy: BridgedTrafficPolicy, activate: Activation, state: HostState): Way {
  switch (policy) {
    case 'unchanged':
      return { way: 'nothing', why: '' };
    case 'bypass':
      return { way: 'bypass', why: ownersNote(state) };
    case 'accept':
      requireAcceptPossible(activate, state);
      return { way: 'accept', why: '' };
    case 'auto':
      return automatic(activate, state);
  }
}

function automatic(activate: Activation, state: HostState): Way {
  if (!isFiltered(state)) return { way: 'bypass', why: unfiltered(state) };
  const needed = needingOwners(state);
  const chains = acceptChains(state);
  // An existing rule does what is wanted, no matter who made it.
  const accepted = chains.length > 0 && chains.every(({ there }) => there);
  if (needed.length === 0 && !accepted) return { way: 'bypass', why: firewalldNote(state) };
  // Rules are the running kernel's.
  if (activate === 'boot') return { way: 'nothing', why: '' };
  requireChains(state);
  return { way: 'accept', why: needed.length === 0 ? '' : `${needed.join(' and ')} needs them in the firewall` };
}

function unfiltered(state: HostState): string {
  return isModuleThere(state)
    ? 'they are out of it now'
    : 'br_netfilter is not loaded, so nothing filters them until another program loads it';
}

/** Docker and Kubernetes filter containers' traffic between bridges; firewalld has no use for frames within one. */
export function needingOwners({ filters }: HostState): readonly FilterOwner[] {
  return filters.owners.filter((owner) => owner !== 'firewalld');
}

function firewalldNote({ filters }: HostState): string {
  return filters.owners.includes('firewalld') ? 'firewalld rejects them, and no iptables rule can override it' : '';
}

/** Whether br_netfilter is there: on Linux before 3.18, with any bridge. */
export function isModuleThere(state: HostState): boolean {
  return callKeys.some((key) => state.bridgeNetfilter[key] !== undefined);
}

/** Whether bridged frames go to the firewall now. */
function isFiltered(state: HostState): boolean {
  return callKeys.some((key) => (state.bridgeNetfilter[key] ?? '0') !== '0');
}

function ownersNote(state: HostState): string {
  const owners = needingOwners(state);
  return owners.length === 0 ? '' : `${owners.join(' and ')} relies on them there, and may send them there again`;
}

function requireAcceptPossible(activate: Activation, state: HostState): void {
  if (activate === 'boot' || !state.live) {
    throw unsupported(
      "the rule that accepts bridged frames exists only in the running kernel, and cannot be written for the next boot; use 'auto' or 'bypass', or call SetBridgedTraffic after the boot",
    );
  }
  if (!isModuleThere(state)) {
    throw unsupported(
      "bridged frames are not filtered here, because br_netfilter is not loaded, and the rule that accepts them would load it; use 'auto' or 'bypass'",
    );
  }
  if (state.filters.owners.includes('firewalld')) {
    throw unsupported("firewalld rejects bridged frames, and no iptables rule can override it; use 'auto' or 'bypass'");
  }
  requireChains(state);
}

function requireChains(state: HostState): void {
  if (acceptChains(state).length > 0) return;
  const unreadable = state.filters.unreadable[0];
  throw unsupported(
    unreadable === undefined
      ? "the program 'iptables' is not installed; install it, or use 'auto' or 'bypass'"
      : `the rules of '${unreadable}' cannot be read, so none is added; see '${unreadable} -S', or use 'bypass'`,
  );
}

function unsupported(sentence: string): AgentError {
  return new AgentError('Unsupported', sentence);
}
