/** What is bound to an interface besides addresses and routes, and does not move to a bridge with them. */

/**
 * What a program does with an interface: uses it, leaves it out, authenticates it to a switch (802.1X), or uses what goes on
 * working on a bridge's port, or is told what becomes of it.
 */
export type MentionRole = 'uses' | 'leaves-out' | 'authenticates' | 'goes-on' | 'is-told';

/** A program's configuration that names an interface. Nothing else of the file is kept: it may hold secrets. */
export interface Mention {
  readonly program: string;
  readonly path: string;
  /** Counted from 1; undefined where the file's name is the mention. */
  readonly line: number | undefined;
  /** As it is written: `eth0`, `eth*`, `eth0:1`. */
  readonly interface: string;
  readonly role: MentionRole;
}

/** A packet socket that is bound to one interface (packet(7)). */
export interface PacketSocket {
  readonly index: number;
  /** As in a frame's header (EtherType): 0x888e for 802.1X; 3 for every protocol. */
  readonly protocol: number;
}

/** Traffic control that an administrator or a program has set up on an interface (tc(8)). */
export interface Queueing {
  readonly device: string;
  /** `htb`, `ingress` … */
  readonly kind: string;
  readonly filters: number;
}

export interface Dependents {
  readonly mentions: readonly Mention[];
  /** Configuration that may name any interface, for it must not be read. */
  readonly unread: readonly { readonly program: string; readonly path: string; readonly problem: string }[];
  readonly sockets: readonly PacketSocket[];
  /** Interfaces with a session of PPPoE. */
  readonly pppoe: readonly string[];
  readonly queueing: readonly Queueing[];
  /** Interfaces that may wake the host. */
  readonly waking: readonly string[];
}

/** For readings of the host that leave them out. */
export const noDependents: Dependents = {
  mentions: [],
  unread: [],
  sockets: [],
  pppoe: [],
  queueing: [],
  waking: [],
};
