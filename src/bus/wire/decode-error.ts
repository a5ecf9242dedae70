/** Why a message could not be decoded. */
export type DecodeReason = 'malformed' | 'limit' | 'unix-fd' | 'duplicate-key';

/** The only error that reading a message throws. The text is a sentence that may go to the sender. */
export class DecodeError extends Error {
  readonly reason: DecodeReason;
  /** With `duplicate-key`: the key that came twice. */
  readonly key: string | undefined;

  constructor(reason: DecodeReason, message: string, key?: string) {
    super(message);
    this.name = 'DecodeError';
    this.reason = reason;
    this.key = key;
  }
}
