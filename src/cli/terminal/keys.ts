/** Single keys from a terminal. */
import type { ReadStream } from 'node:tty';

/** `end` is Ctrl-D; `gone` means that there is no terminal any more. */
export type Key = 'yes' | 'no' | 'interrupt' | 'end' | 'gone' | 'other';

/** Milliseconds in which what was typed before the question is not taken for its answer. */
const typedAhead = 150;

/**
 * Tells each key from now on. Enter is no answer: who wonders whether the connection still lives presses it. Returns what
 * gives the terminal back.
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
    // A terminal that is gone has no mode to be set, and says so by an error.
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

/** The terminal sends them as they are, for it is in raw mode: Ctrl-C is 3, Ctrl-D is 4. */
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
