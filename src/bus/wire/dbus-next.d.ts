/** The three files of dbus-next that are used; its own types cover only the package's main module, which loads all of it. */

declare module 'dbus-next/lib/validators.js' {
  export function isBusNameValid(name: unknown): boolean;
  export function isInterfaceNameValid(name: unknown): boolean;
  export function isMemberNameValid(name: unknown): boolean;
}

declare module 'dbus-next/lib/message-type.js' {
  export interface MessageFields {
    type: number;
    serial: number;
    flags: number;
    path?: string | undefined;
    interface?: string | undefined;
    member?: string | undefined;
    errorName?: string | undefined;
    replySerial?: number | undefined;
    destination?: string | undefined;
    signature: string;
    body: unknown[];
  }

  export type Message = Readonly<MessageFields>;

  /** Throws Error if a name is not valid, or a field that the type needs is missing. */
  export const Message: new (fields: MessageFields) => Message;
}

declare module 'dbus-next/lib/message.js' {
  import type { Message } from 'dbus-next/lib/message-type.js';

  /**
   * The message's bytes, little-endian. Its body must be in the marshaller's form: a variant is `[signature, value]`, a
   * dictionary an array of `[key, value]`. Throws Error for a value that is not of its type.
   */
  export function marshall(message: Message): [Buffer, unknown[]];
}
