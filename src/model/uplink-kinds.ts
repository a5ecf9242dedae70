/** What may be behind a bridge: a network card, a VLAN or a bond, and why anything else may not. */
import { AgentError } from '../contract/errors.ts';
import { bondingProblem } from './bonding.ts';
import type { HostState, Link } from './host-state.ts';
import { linkNamed, linksAbove } from './links.ts';

export type UplinkKind = 'card' | 'vlan' | 'bond';

/** `card` for a veth too, which is one in a container. */
const kinds: Readonly<Record<string, UplinkKind>> = { veth: 'card', vlan: 'vlan', bond: 'bond' };

/** Undefined for a link of another kind. */
export function uplinkKindOf({ type, kind }: Pick<Link, 'type' | 'kind'>): UplinkKind | undefined {
  if (type !== 'ether') return undefined;
  return kind === undefined ? 'card' : kinds[kind];
}

/**
 * The address by which configuration may name the link; undefined where another has it too: a VLAN has its card's, a bond and
 * all its ports that of one of them, and a bridge its uplink's.
 */
export function ownAddressOf(link: Link | undefined): string | undefined {
  if (link === undefined || uplinkKindOf(link) !== 'card') return undefined;
  return link.masterKind === 'bond' || link.masterKind === 'team' ? undefined : link.mac;
}

/** Why a link can't be put behind a bridge, with the error it would get; undefined if it can. */
export function bridgingProblem(link: Link, { links }: Pick<HostState, 'links'>): AgentError | undefined {
  return kindProblem(link) ?? guestProblem(link, links) ?? bondProblem(link);
}

function kindProblem(link: Link): AgentError | undefined {
  if (link.type === 'loopback') {
    return new AgentError('Refused', `interface '${link.name}' is the loopback interface; choose a network card`);
  }
  if (link.kind === 'bridge') {
    return new AgentError('Refused', `interface '${link.name}' is a bridge itself; choose the network card behind it`);
  }
  if (link.wireless) {
    return unsupported(
      link,
      'is wireless, and an access point accepts frames from one address only; route the guests instead',
    );
  }
  if (uplinkKindOf(link) !== undefined) return undefined;
  const what = link.type === 'ether' ? (link.kind ?? 'unknown') : link.type;
  return unsupported(
    link,
    otherKinds[what] ?? `is of the kind '${what}', which cannot be bridged; choose a network card, a VLAN or a bond`,
  );
}

/** Kinds that an administrator may well expect to be bridged. */
const otherKinds: Readonly<Record<string, string>> = {
  team: 'is a team, which its own program teamd sets up; make a bond of its cards first, or bridge another interface',
  openvswitch: 'belongs to Open vSwitch, which is a bridge itself; connect the guests to it instead',
};

function guestProblem(link: Link, links: readonly Link[]): AgentError | undefined {
  const child = linksAbove(link.name, links).find(({ kind }) => /^(macvlan|macvtap|ipvlan)/.test(kind ?? ''));
  if (child === undefined) return undefined;
  return new AgentError(
    'Busy',
    `interface '${link.name}' carries '${child.name}', a ${child.kind ?? ''} of a guest; stop the guest or move it first`,
  );
}

function bondProblem({ name, bond }: Link): AgentError | undefined {
  const problem = bond && bondingProblem(bond.mode);
  return problem === undefined ? undefined : new AgentError('Refused', `bond '${name}' ${problem}`);
}

/** Of what else than a bridge a link is a port, in words. */
const otherMasters: Readonly<Record<string, (name: string) => string>> = {
  bond: (name) => `is a port of bond '${name}'; bridge the bond instead`,
  team: (name) => `is a port of team '${name}'; remove it from there first`,
  openvswitch: () => `is a port of Open vSwitch; remove it from there first`,
};

/** Of what the link is a port: a sentence, undefined where it is none. */
export function portReason({ name, master }: Link, links: readonly Link[]): string | undefined {
  if (master === undefined) return undefined;
  const say = otherMasters[linkNamed(master, links)?.kind ?? ''];
  return `interface '${name}' ${say?.(master) ?? `is already a port of '${master}'`}`;
}

/** Why a link that is a port already can't be another bridge's, with the error it would get; undefined where it is no port. */
export function portProblem(link: Link, links: readonly Link[]): AgentError | undefined {
  const reason = portReason(link, links);
  if (reason === undefined) return undefined;
  return new AgentError('Busy', reason.includes('; ') ? reason : `${reason}; remove it from there first`);
}

function unsupported(link: Link, why: string): AgentError {
  return new AgentError('Unsupported', `interface '${link.name}' ${why}`);
}
