/** What the agent does first: settles what was left unfinished when it, or the machine, stopped. */
import { writtenFolders } from '../backends/written-folders.ts';
import { takeLock } from '../host/lock.ts';
import { readBootId, readUptime } from '../host/namespaces.ts';
import type { TransactionId } from '../model/names.ts';
import { isUnfinished, type Transaction, type TransactionSummary } from '../model/transaction.ts';
import { newestFirst } from './history.ts';
import { maintainLog } from './maintain-log.ts';
import type { Probation } from './probation.ts';
import { undoProblem, type Damage, type Reading } from './read-journal.ts';
import { stagedFiles } from './staging.ts';
import type { Summaries, SummaryList } from './summaries.ts';
import { tidy, tidyAfterDeath } from './tidy.ts';
import { undo } from './undo.ts';
import type { TransactionContext } from './transaction-context.ts';

/**
 * To be called before the agent has its name, because callers must find a host that is in one state or the other.
 * @returns a sentence for the log about each transaction that was open.
 */
export async function recover(
  context: TransactionContext,
  stateFolder: string,
  probation: Probation,
): Promise<readonly string[]> {
  await context.host.files.makeDirectory(`${stateFolder}/transactions`, 0o700);
  const readings = await context.journal.history.unfinished(false);
  const said: string[] = [];
  for (const transaction of wholeOf(readings)) said.push(await settle(context, transaction, probation));
  for (const one of readings) {
    if (one.kind === 'damaged' && isOpenDamage(one.damage)) said.push(await settleDamaged(context, one.damage));
  }
  return said;
}

function wholeOf(readings: readonly Reading[]): readonly Transaction[] {
  const whole = readings.flatMap((one) => (one.kind === 'whole' ? [one.transaction] : []));
  return newestFirst(whole);
}

function isOpenDamage({ state }: Damage): boolean {
  return state !== undefined && isUnfinished(state);
}

async function settle(context: TransactionContext, transaction: Transaction, probation: Probation): Promise<string> {
  const { id, deadline } = transaction;
  if (deadline !== undefined && transaction.bootId === (await readBootId()) && deadline.uptime > (await readUptime())) {
    probation.begin(id, deadline);
    return `transaction '${id}' is still awaiting confirmation`;
  }
  try {
    await undo(context, id);
    return `transaction '${id}' was unfinished and has been undone`;
  } catch (error) {
    return `transaction '${id}' was unfinished: ${error instanceof Error ? error.message : 'it could not be undone'}`;
  } finally {
    await tidyAfterDeath(context, id);
  }
}

/** An intact script needs no record: it undoes the change of another version too. */
async function settleDamaged(context: TransactionContext, damage: Damage): Promise<string> {
  const { id, folder, problem } = damage;
  if ((await undoProblem(context.host, folder)) !== undefined) return leftAlone(damage);
  try {
    await undo(context, id as TransactionId);
    return `transaction '${id}' was unfinished and has been undone by its 'undo.sh', though ${problem}`;
  } catch (error) {
    return `transaction '${id}' was unfinished, and ${problem}: ${error instanceof Error ? error.message : 'it could not be undone'}`;
  }
}

function leftAlone(damage: Damage): string {
  const { folder, problem } = damage;
  return `the journal '${folder}' is damaged and left alone: ${problem}; ${isOpenDamage(damage) ? 'its change may be half done: ' : ''}see 'before-N' there, and remove the folder when all is well`;
}

/**
 * What can wait until the agent has its name, because a host may have hundreds of transactions: removes what a killed agent left
 * behind, and maintains the log of changes. Under the lock: another process that is at work is writing drafts and temporary
 * files, and its own lines of the log; then the next start does it. Never throws.
 * @returns sentences for the log.
 */
export async function tidyUp(
  context: TransactionContext,
  stateFolder: string,
  summaries: Summaries,
): Promise<readonly string[]> {
  const { commands, files } = context.host;
  try {
    const lock = await takeLock(commands, files.real(`${stateFolder}/lock`));
    if (lock === undefined) return [];
    const found = summaries.all(context.journal.history.offer);
    return await found.then((list) => tidyUnderLock(context, stateFolder, list)).finally(() => lock.release());
  } catch (error) {
    return [`the state folder could not be tidied up: ${error instanceof Error ? error.message : 'unknown error'}`];
  }
}

async function tidyUnderLock(
  context: TransactionContext,
  stateFolder: string,
  { whole, damaged }: SummaryList,
): Promise<readonly string[]> {
  const transactions = newestFirst(whole);
  context.journal.history.remember(whole);
  await removeDrafts(context, `${stateFolder}/transactions`);
  await tidyNewest(context, transactions);
  const unfinished = [...whole, ...damaged].some(({ state }) => state !== undefined && isUnfinished(state));
  // The staged files of an unfinished transaction look like leftovers.
  if (!unfinished) await removeLeftovers(context, writtenFolders);
  const said = damaged.filter((damage) => !isOpenDamage(damage)).map(leftAlone);
  return [...said, ...(await maintainLog(context, transactions))];
}

/** An agent killed right after a commit left a timer. Changes are made one at a time, so only the newest can have one. */
async function tidyNewest(context: TransactionContext, [newest]: readonly TransactionSummary[]): Promise<void> {
  if (newest === undefined) return;
  const transaction = await context.journal.read(newest.id);
  if (transaction?.bootId === (await readBootId())) {
    const tidyIt = (await wasBeingRolledBack(context, transaction)) ? tidyAfterDeath : tidy;
    await tidyIt(context, newest.id);
  }
  await removeLeftovers(context, [context.journal.folder(newest.id)]);
}

/** A Rollback first stages the old files again. */
async function wasBeingRolledBack({ host }: TransactionContext, transaction: Transaction): Promise<boolean> {
  if (transaction.state !== 'committed') return true;
  const staged = await Promise.all([...stagedFiles(transaction).values()].map((path) => host.files.exists(path)));
  return staged.includes(true);
}

/** Files that a killed agent had staged, or not yet renamed. */
async function removeLeftovers({ host }: TransactionContext, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const names = await host.files.list(folder);
    const leftovers = names.filter((name) => /^\.bridgehead-[0-9a-z]{6}~$/.test(name));
    await Promise.all(leftovers.map((name) => host.files.remove(`${folder}/${name}`)));
  }
}

/** Journals that were never finished: nothing had been changed yet. */
async function removeDrafts({ host }: TransactionContext, folder: string): Promise<void> {
  const drafts = (await host.files.list(folder)).filter((name) => name.startsWith('.new-'));
  await Promise.all(drafts.map((name) => host.files.removeTree(`${folder}/${name}`)));
}
