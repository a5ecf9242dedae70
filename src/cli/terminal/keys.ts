/** Single keys from a terminal. */
import type { ReadStream } from 'node:tty';

/** `end` is Ctrl-D; `gone` means that the terminal has gone. */
export type Key = 'yes' | 'no' | 'interrupt' | 'end' | 'gone' | 'other';

/** Milliseconds after the question in which keys are ignored: they were typed before it. */
const typedAhead = 150;

/**
 * Reports each key from now on. Enter is no answer: users press it to see whether the connection is still alive. @returns the
 * function that restores the terminal.
 */
export function listenForKeys(stdin: ReadStream, onKey: (key: Key) => void): () => void {
  const begin = Date.now();
  const onData = (chunk: Buffer): void => {
    for (const character of chunk.toString('utf8').normalize('NFKC')) {
      const key = keyOf(character);
      if (key === 'interrupt' || key === 'end' || Date.now() - begin > typedAhead) onKey(key);
    }
  };
  const onEnd = (): void => onKey('gone');
  stdin.setRawMode(true);
  stdin.on('data', onData).on('end', onEnd).on('error', onEnd);
  stdin.resume();
  return () => {
    // Setting the mode of a terminal that has gone is an error.
    stdin
      .off('data', onData)
      .off('end', onEnd)
      .off('error', onEnd)
      .on('error', () => undefined);
    stdin.setRawMode(false);
    stdin.pause();
    stdin.unref();
  };
}

/** In raw mode Ctrl-C is character 3, Ctrl-D is 4. */
function keyOf(character: string): Key {
  switch (character) {
    case 'y':
    case 'Y':
      return 'yes';
    case 'n':
    case 'N':
      return 'no';
    case '\x03':
      return 'interrupt';
    case '\x04':
      return 'end';
    default:
      return 'other';
  }
}
