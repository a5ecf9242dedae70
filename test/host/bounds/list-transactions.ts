/**
 * Lists the transactions of the given state folder for sixty-four callers at once, and once more; prints measurements as JSON.
 * It has few descriptors, but only once its own modules are loaded, which may need more.
 */
import { execFileSync } from 'node:child_process';
import { createOperations } from '../../../src/operations/operations.ts';
import type { CallContext } from '../../../src/operations/shared/operation.ts';
import { openHost } from '../../../src/host/host.ts';
import { openJournal } from '../../../src/transactions/journal.ts';
import { openTransactionLog } from '../../../src/transactions/log/transaction-log.ts';
import { createTransactions } from '../../../src/transactions/transactions.ts';

const [root = ''] = process.argv.slice(2);
const opened = await openHost(root, '/usr/bin:/bin', () => undefined);
let reads = 0;
const host: typeof opened = {
  ...opened,
  files: {
    ...opened.files,
    read: (...file) => {
      reads += 1;
      return opened.files.read(...file);
    },
  },
};
const state = '/var/lib/bridgehead';
const complain = (error: unknown): never => {
  throw error;
};
const log = openTransactionLog(host, state, () => undefined, complain);
const transactions = createTransactions(host, openJournal(host, state, ''), log, state, () => undefined);
const { ListTransactions } = createOperations(host, transactions);
const list = (): Promise<readonly unknown[]> => ListTransactions.run(undefined, {} as CallContext);

execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=96:96']);
const before = process.resourceUsage().maxRSS;
const all = await Promise.all(Array.from({ length: 64 }, list));
const first = reads;
await list();
const outcome = {
  listed: all.map(([entries]) => (entries as readonly unknown[]).length),
  readsAtFirst: first,
  readsAgain: reads - first,
  /** Additional mebibytes. */
  memory: Math.round((process.resourceUsage().maxRSS - before) / 1024),
};
process.stdout.write(JSON.stringify(outcome));
