/** The agent's log: one JSON object a line on standard output, written before the next thing happens. */
import pino, { type Logger } from 'pino';

/** journald's priority of a line (sd-daemon(3)), from each of pino's levels on. */
const priorities: readonly (readonly [number, number])[] = [
  [50, 3],
  [40, 4],
  [30, 6],
  [0, 7],
];

/** Bytes that may wait to be written; lines beyond that are dropped. */
const largestBacklog = 1024 * 1024;

/**
 * @param level pino's name of the lowest level that is written. @param journal whether lines go to journald, which takes
 * their priority from a prefix and knows the time itself.
 */
export function createLog(level: string, journal: boolean): Logger {
  const output = pino.destination({ dest: 1, sync: true, maxLength: largestBacklog });
  // On a full disk, or while journald restarts, lines wait or are lost: the agent has more important things to do.
  output.on('error', () => undefined);
  const stream = {
    // Has pino set `lastLevel` before each line.
    [pino.symbols.needsMetadataGsym]: true,
    lastLevel: 0,
    write(line: string): void {
      output.write(journal ? `<${priorityOf(this.lastLevel)}>${line}` : line);
    },
  };
  const settings = { level, base: null, timestamp: journal ? false : pino.stdTimeFunctions.isoTime };
  return pino(settings, stream);
}

function priorityOf(level: number): number {
  return priorities.find(([from]) => level >= from)?.[1] ?? 7;
}
