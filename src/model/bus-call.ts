/** A call of ours to another program on the bus, as the rooms below the bus make it; `src/bus` sends it. */
import { standardErrorPrefix } from '../contract/names.ts';
import type { BusValue } from './bus-value.ts';

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature: string;
  readonly body: readonly BusValue[];
  /** The message's flags, see `messageFlags`. 0 if left out. */
  readonly flags?: number;
}

/** Calls of one kind wait for each other, and never for those of another: reads do not delay changes. */
export type CallKind = 'bus' | 'owners' | 'root' | 'reads' | 'others';

export interface BusCallOptions {
  /** Milliseconds. */
  readonly timeout: number;
  /** Gives up waiting when aborted. */
  readonly signal?: AbortSignal;
  /** `bus` if left out. */
  readonly kind?: CallKind;
}

export interface BusCaller {
  /**
   * Returns the reply's values. Throws BusCallError: with the bus's error name where there was an error reply, without
   * one where there was no reply: too late, aborted, connection lost.
   */
  readonly call: (call: BusCall, options: BusCallOptions) => Promise<readonly BusValue[]>;
  /** Sends a call without waiting for its reply. */
  readonly notify: (call: BusCall) => void;
}

/** A call that did not succeed. */
export class BusCallError extends Error {
  /** The error's name on the bus, or undefined where no answer came. */
  readonly errorName: string | undefined;

  constructor(errorName: string | undefined, message: string) {
    super(message);
    this.name = 'BusCallError';
    this.errorName = errorName;
  }
}

/** Whether a program is not there and cannot be started, in the words of dbus-daemon, or of systemd, which it asks. */
export function saysAbsent(errorName: string): boolean {
  return (
    errorName === `${standardErrorPrefix}ServiceUnknown` ||
    errorName === `${standardErrorPrefix}NameHasNoOwner` ||
    errorName.startsWith(`${standardErrorPrefix}Spawn.`) ||
    errorName.startsWith('org.freedesktop.systemd1.')
  );
}
