/** The log's file in the state folder: read, checked, and added to under the lock. */
import type { Host } from '../../host/host.ts';
import type { CheckedLog, LogEvent, LogHead, LogLine, LogWords } from '../../model/transaction-log.ts';
import { checkLog } from './check-log.ts';
import { beginning, headOf, parseLine, writeLine } from './line.ts';
import { openLogEnd, rememberRecord } from './log-end.ts';

/** Bytes that are read at most; the file is rotated long before. */
const largestLog = 16 * 1024 * 1024;
/** Bytes at which the file is rotated. */
const largestFile = 4 * 1024 * 1024;

/** For the system journal, which cannot be changed afterwards: the number and the hash of each line. */
export type Tell = (line: LogLine) => void;

export interface TransactionLog {
  /**
   * Adds a line; to be called under the lock. Never throws, because a change must not fail for lack of a log line: the
   * agent's next start adds missing lines.
   */
  readonly append: (transaction: string, event: LogEvent, words?: LogWords) => Promise<void>;
  /** Reports lines that another hand may have added. */
  readonly look: () => Promise<void>;
  readonly check: () => Promise<CheckedLog>;
  /** Begins a new file if the present one is large; under the lock. */
  readonly rotate: () => Promise<void>;
}

/** @param complain receives the error if a line could not be added. */
export function openTransactionLog(
  host: Host,
  stateFolder: string,
  tell: Tell,
  complain: (error: unknown) => void,
): TransactionLog {
  const path = `${stateFolder}/log`;
  const old = `${path}.1`;
  /** The newest line that we have seen: an intact log holds it. */
  let known: LogLine | undefined;
  const end = openLogEnd(host, path, read, head);
  const recordOf = rememberRecord(host, stateFolder);
  /** The result of the last check, and the stamp of the files it read. */
  let checked: { readonly stamp: string; readonly log: CheckedLog } | undefined;

  async function read(file: string): Promise<string> {
    const found = await host.files.read(file, largestLog);
    if (found?.problem !== undefined) throw new Error(`'${file}' cannot be read: ${found.problem}`);
    return found?.text ?? '';
  }

  async function head(text: string): Promise<LogHead> {
    return headOf(text) ?? headOf(await read(old)) ?? beginning;
  }

  async function append(transaction: string, event: LogEvent, words: LogWords): Promise<void> {
    const { head: last, pause } = await end.find();
    const time = Math.floor(Date.now() / 1000);
    const text = writeLine(last, { time, transaction, record: await recordOf(transaction), event, words });
    await host.files.append(path, `${pause}${text}\n`);
    const line = parseLine(text);
    if (line !== undefined) await end.isNow(line);
    notice(line);
  }

  function notice(line: LogLine | undefined): void {
    if (line === undefined || line.hash === known?.hash) return;
    known = line;
    tell(line);
  }

  return {
    append: (transaction, event, words = {}) => append(transaction, event, words).catch(complain),
    look: async () => {
      try {
        notice(headOf(await read(path)));
      } catch (error) {
        complain(error);
      }
    },
    check: async () => {
      // Before reading: the log may grow meanwhile.
      const last = known;
      const stamp = [await host.files.stamp(old), await host.files.stamp(path)].join();
      if (checked?.stamp !== stamp) {
        const [before, text] = [await read(old), await read(path)];
        checked = { stamp, log: checkLog(before + text, before === '') };
      }
      return withEnd(checked.log, last);
    },
    rotate: async () => {
      if ((await read(path)).length < largestFile) return;
      await host.files.rename(path, old);
    },
  };
}

/** A chain does not show that its end is missing, so we remember the last line. */
function withEnd(log: CheckedLog, last: LogLine | undefined): CheckedLog {
  if (last === undefined || log.lines.some(({ hash }) => hash === last.hash)) return log;
  const sentence = `the log ended with line ${last.number} when it was last written, and that line is gone`;
  return { ...log, problems: [...log.problems, { transaction: last.transaction, sentence }] };
}
