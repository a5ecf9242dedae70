/** A message that the bus need not take (dbus-daemon(1): max_message_size). */
export class TooLargeError extends Error {
  constructor(bytes: number) {
    super(`a message of ${bytes} bytes or more is too large to be sent`);
    this.name = 'TooLargeError';
  }
}
