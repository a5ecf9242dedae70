/** Transactions as the bus shows them. */
import { listOf } from '../../contract/list-of.ts';
import { variant, variantMap, type BusValue, type Variant } from '../../model/bus-value.ts';
import type { LogEntry, LogLine } from '../../model/transaction-log.ts';
import { damagedState, type Transaction } from '../../model/transaction.ts';
import { uidOf } from '../../transactions/log/line.ts';
import type { Damage } from '../../transactions/read-journal.ts';
import { planToBus } from './result.ts';

export function describeEntry(entry: LogEntry): Record<string, Variant | undefined> {
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
    problem:
      problems.length === 0 ? undefined : variant('s', listOf(problems, { most: 16, between: '; ', last: '; ' })),
  };
}

/** The user is unknown: (uid_t) -1 is no user (POSIX: chown()). */
export function describeDamage({ id, folder, problem }: Damage): Record<string, Variant> {
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

/** @param systemd for the commands that the plan shows. */
export function describeTransaction(transaction: Transaction, entry: LogEntry | undefined, systemd: boolean): BusValue {
  return variantMap({
    ...(entry && describeEntry(entry)),
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
