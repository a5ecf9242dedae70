/** The connection as the rest of this room sees it: calls come in, replies and signals go out. */
import type { BusCaller } from '../model/bus-call.ts';
import type { BusValue } from '../model/bus-value.ts';
import type { MessageHeader } from './wire/message-header.ts';

/** A method call. Its body has not been decoded. */
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

/** A signal from another program. */
export interface PeerSignal extends BusSignal {
  readonly interface: string;
}

export interface OutgoingSignal {
  /** A unique name. Without it the signal is a broadcast. */
  readonly destination?: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature: string;
  readonly body: readonly BusValue[];
}

export interface Bus extends BusCaller {
  /** Calls `send` now, or once little else waits to be sent, so that many replies at once do not pile up. It must not throw. */
  readonly whenReady: (send: () => void) => void;
  /** Throws Error, with nothing sent, if a value is not of its type. */
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
