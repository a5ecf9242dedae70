/** What the next line of the log needs to know, remembered so that the whole log is not read for each line. */
import type { Host } from '../../host/host.ts';
import { digest } from '../../model/digest.ts';
import type { LogHead } from '../../model/transaction-log.ts';
import { largestRecord } from '../../model/transaction.ts';

interface End {
  /** What the next line is chained to. */
  readonly head: LogHead;
  /** What comes before it: a line that a power cut tore has no line break. */
  readonly pause: string;
}

interface LogEnd {
  /** Reads the log only if it is not as we left it: another hand may have added lines. */
  readonly find: () => Promise<End>;
  /** We have just added this line. */
  readonly isNow: (head: LogHead) => Promise<void>;
}

/** @param headOf what a line behind this text is chained to. */
export function openLogEnd(
  { files }: Host,
  path: string,
  read: (path: string) => Promise<string>,
  headOf: (text: string) => Promise<LogHead>,
): LogEnd {
  let left: { readonly stamp: string | undefined; readonly head: LogHead } | undefined;
  return {
    find: async () => {
      if (left?.stamp !== undefined && left.stamp === (await files.stamp(path))) return { head: left.head, pause: '' };
      const text = await read(path);
      return { head: await headOf(text), pause: text === '' || text.endsWith('\n') ? '' : '\n' };
    },
    isNow: async (head) => {
      left = { stamp: await files.stamp(path), head };
    },
  };
}

/**
 * The digest of a transaction's record, which is written once; `-` if it cannot be read. Only the last one is remembered, for the
 * lines of one change follow each other.
 */
export function rememberRecord({ files }: Host, stateFolder: string): (transaction: string) => Promise<string> {
  let last: { readonly transaction: string; readonly digest: string } | undefined;
  return async (transaction) => {
    if (last?.transaction === transaction) return last.digest;
    const found = await files.read(`${stateFolder}/transactions/${transaction}/transaction.json`, largestRecord);
    if (found?.text === undefined) return '-';
    last = { transaction, digest: digest(found.text) };
    return last.digest;
  };
}
