/** Confirm, Rollback, ListTransactions and GetTransaction. */
import { AgentError } from '../contract/errors.ts';
import { SharedReading } from '../host/shared-reading.ts';
import { variant, variantMap, type BusValue, type Variant } from '../model/bus-value.ts';
import type { TransactionRequest } from '../model/requests.ts';
import type { LogEntry, LogLine } from '../model/transaction-log.ts';
import { damagedState, type Transaction, type TransactionSummary } from '../model/transaction.ts';
import { uidOf } from '../transactions/log/line.ts';
import type { Damage } from '../transactions/read-journal.ts';
import type { Transactions } from '../transactions/transactions.ts';
import type { WayBack } from '../transactions/change.ts';
import { parseTransaction } from './arguments/transaction.ts';
import type { AuthorizationDetails, Operation } from './shared/operation.ts';
import { planToBus } from './shared/result.ts';

/** As many as keep their folders; a reply must not be endless. */
const mostListed = 256;

export function createConfirm(transactions: Transactions): Operation<TransactionRequest> {
  return {
    parse: (args) => parseTransaction('Confirm', args),
    details: (request) => namesOf(transactions, request),
    isExempt: (request, uid) => isOnProbationOf(uid, request, transactions),
    run: async ({ transaction }, call) => {
      await transactions.confirm(transaction, call);
      return [];
    },
  };
}

export function createRollback(transactions: Transactions, way: WayBack): Operation<TransactionRequest> {
  return {
    parse: (args) => parseTransaction('Rollback', args),
    details: (request) => namesOf(transactions, request),
    isExempt: (request, uid) => isOnProbationOf(uid, request, transactions),
    run: async ({ transaction }, call) => {
      await transactions.rollback(transaction, call, way);
      return [];
    },
  };
}

/** The maker of a change may confirm it or roll it back while it is on probation; afterwards that needs authorisation. */
async function isOnProbationOf(uid: number, request: TransactionRequest, transactions: Transactions): Promise<boolean> {
  const transaction = await require(transactions, request.transaction);
  return transaction.uid === uid && transaction.state === 'awaiting-confirmation';
}

export function createListTransactions(transactions: Transactions): Operation<undefined> {
  // What is told is made once for all who share it.
  const list = new SharedReading(async (): Promise<readonly BusValue[]> => {
    const { entries, damaged } = await transactions.list();
    const all = [...damaged.map(describeDamage), ...entries.map(summary)];
    return all.slice(0, mostListed).map(variantMap);
  });
  return {
    parse: () => undefined,
    details: () => ({}),
    run: async () => [await list.get()],
  };
}

/** @param systemd for the commands that the plan shows. */
export function createGetTransaction(transactions: Transactions, systemd: boolean): Operation<TransactionRequest> {
  return {
    parse: (args) => parseTransaction('GetTransaction', args),
    details: () => ({}),
    run: async (request) => {
      await require(transactions, request.transaction);
      const transaction = await transactions.read(request.transaction);
      // It may have been pruned in between.
      if (transaction === undefined) throw notFound(request.transaction);
      const entry = (await transactions.list()).entries.find(({ id }) => id === request.transaction);
      return [details(transaction, entry, systemd)];
    },
  };
}

/** What the change is about, as its record has it. */
async function namesOf(transactions: Transactions, request: TransactionRequest): Promise<AuthorizationDetails> {
  const { bridge, interface: card } = await require(transactions, request.transaction);
  return { bridge: bridge === '' ? undefined : bridge, interface: card === '' ? undefined : card };
}

/** Its user and what it changed are unknown; (uid_t) -1 is no user (POSIX: chown()). */
function describeDamage({ id, folder, problem }: Damage): Record<string, Variant> {
  return {
    transaction: variant('s', id),
    operation: variant('s', ''),
    bridge: variant('s', ''),
    state: variant('s', damagedState),
    time: variant('t', 0n),
    uid: variant('u', 0xffff_ffff),
    intact: variant('b', false),
    problem: variant('s', `${problem}; look at '${folder}' as root`),
  };
}

async function require(transactions: Transactions, id: TransactionRequest['transaction']): Promise<TransactionSummary> {
  const {
    whole: [transaction],
    damaged: [damage],
  } = await transactions.find(id);
  if (transaction !== undefined) return transaction;
  if (damage !== undefined) {
    throw new AgentError(
      'Conflict',
      `transaction '${id}' cannot be read, because ${damage.problem}; look at '${damage.folder}' as root`,
    );
  }
  throw notFound(id);
}

function notFound(id: string): AgentError {
  return new AgentError('NotFound', `there is no transaction '${id}'; see 'ListTransactions'`);
}

function summary(entry: LogEntry): Record<string, Variant | undefined> {
  const { settled, authorised, problems } = entry;
  return {
    transaction: variant('s', entry.id),
    operation: variant('s', entry.operation),
    bridge: variant('s', entry.bridge),
    state: variant('s', entry.state),
    time: variant('t', BigInt(Math.floor(entry.time))),
    uid: entry.uid === undefined ? undefined : variant('u', entry.uid),
    authorised: authorised && variant('s', authorised),
    settled: settled && variant('t', BigInt(settled.time)),
    'settled-by': settled?.uid === undefined ? undefined : variant('u', settled.uid),
    'settled-authorised': settled?.authorised === undefined ? undefined : variant('s', settled.authorised),
    pruned: variant('b', entry.pruned),
    intact: variant('b', problems.length === 0),
    problem: problems.length === 0 ? undefined : variant('s', problems.join('; ')),
  };
}

function details(transaction: Transaction, entry: LogEntry | undefined, systemd: boolean): BusValue {
  return variantMap({
    ...(entry && summary(entry)),
    interface: variant('s', transaction.interface),
    deadline: transaction.deadline && variant('t', BigInt(transaction.deadline.unix)),
    plan: variant('aa{sv}', planToBus(transaction.plan, systemd)),
    report: variant('as', transaction.report),
    events: variant('aa{sv}', (entry?.lines ?? []).map(eventToBus)),
  });
}

function eventToBus({ number, time, event, words }: LogLine): BusValue {
  const { authorised, late } = words;
  const uid = uidOf(words.uid);
  return variantMap({
    line: variant('u', number),
    time: variant('t', BigInt(time)),
    event: variant('s', event),
    uid: uid === undefined ? undefined : variant('u', uid),
    authorised: authorised === undefined ? undefined : variant('s', authorised),
    late: variant('b', late === 'yes'),
  });
}
