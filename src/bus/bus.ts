/** What the bus gives the rest of this room: calls in, answers and signals out. */
import type { BusCaller } from '../model/bus-call.ts';
import type { BusValue } from '../model/bus-value.ts';
import type { MessageHeader } from './wire/message-header.ts';

/** A method call as it came; its body has not been read. */
export interface IncomingCall extends MessageHeader {
  readonly sender: string;
  readonly path: string;
  readonly member: string;
  /** Undefined if it was too large to be kept. */
  readonly body: Buffer | undefined;
}

/** A signal from the bus itself. Signals from other senders are ignored unless subscribed to with `onSignalOf`. */
export interface BusSignal {
  readonly member: string;
  readonly values: readonly BusValue[];
}

/** A signal of another program's. */
export interface PeerSignal extends BusSignal {
  readonly interface: string;
}

export interface OutgoingSignal {
  /** A unique name; left out, everybody sees it. */
  readonly destination?: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature: string;
  readonly body: readonly BusValue[];
}

/** The connection, as its users see it. */
export interface Bus extends BusCaller {
  /** Calls it, now or when little else waits to be sent; so that many replies at once don't pile up. It must not throw. */
  readonly whenReady: (send: () => void) => void;
  /** Throws Error, and sends nothing, where a value is not of its type. */
  readonly reply: (call: IncomingCall, signature: string, body: readonly BusValue[]) => void;
  readonly replyError: (call: IncomingCall, errorName: string, text: string) => void;
  readonly signal: (signal: OutgoingSignal) => void;
  readonly onBusSignal: (listener: (signal: BusSignal) => void) => void;
}

/** The bus itself, as the peer of a call (D-Bus specification: message bus messages). */
export const busDriver = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;
