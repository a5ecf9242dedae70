/** What the agent does first: settles what was left unfinished when it, or the machine, stopped. */
import { writtenFolders } from '../backends/written-folders.ts';
import { takeLock } from '../host/lock.ts';
import { readBootId, readUptime } from '../host/namespaces.ts';
import type { TransactionId } from '../model/names.ts';
import { isUnfinished, type Transaction } from '../model/transaction.ts';
import type { Probation } from './probation.ts';
import { undoProblem, type Damage } from './read-journal.ts';
import { tidy } from './tidy.ts';
import { undo } from './undo.ts';
import type { TransactionContext } from './transaction-context.ts';

/** @returns a sentence for the log about each transaction that was open. */
export async function recover(
  context: TransactionContext,
  stateFolder: string,
  probation: Probation,
): Promise<readonly string[]> {
  await context.host.files.makeDirectory(`${stateFolder}/transactions`, 0o700);
  const said: string[] = [];
  const transactions = await context.journal.list();
  for (const transaction of transactions) {
    if (isUnfinished(transaction.state)) said.push(await settle(context, transaction, probation));
  }
  await tidyNewest(context, transactions);
  for (const damage of await context.journal.damaged()) said.push(await settleDamaged(context, damage));
  await cleanUp(context, stateFolder);
  return said;
}

/** An agent killed right after a commit left a timer. Changes are made one at a time, so only the newest can have one. */
async function tidyNewest(context: TransactionContext, [newest]: readonly Transaction[]): Promise<void> {
  if (newest?.bootId === (await readBootId())) await tidy(context, newest.id);
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
    await tidy(context, id);
  }
}

/** An intact script needs no record: it undoes the change of another version too. */
async function settleDamaged(context: TransactionContext, { id, folder, problem, state }: Damage): Promise<string> {
  const unfinished = state !== undefined && isUnfinished(state);
  if (!unfinished || (await undoProblem(context.host, folder)) !== undefined) {
    return `the journal '${folder}' is damaged and left alone: ${problem}; ${unfinished ? 'its change may be half done: ' : ''}see 'before-N' there, and remove the folder when all is well`;
  }
  try {
    await undo(context, id as TransactionId);
    return `transaction '${id}' was unfinished and has been undone by its 'undo.sh', though ${problem}`;
  } catch (error) {
    return `transaction '${id}' was unfinished, and ${problem}: ${error instanceof Error ? error.message : 'it could not be undone'}`;
  }
}

/** Under the lock: another process that is at work is writing these drafts and temporary files. */
async function cleanUp(context: TransactionContext, stateFolder: string): Promise<void> {
  const { commands, files } = context.host;
  const lock = await takeLock(commands, files.real(`${stateFolder}/lock`)).catch(() => undefined);
  if (lock === undefined) return;
  try {
    await removeDrafts(context, `${stateFolder}/transactions`);
    const [newest] = await context.journal.list();
    if (newest !== undefined) await removeLeftovers(context, [context.journal.folder(newest.id)]);
    if (!(await isAnyUnfinished(context))) await removeLeftovers(context, writtenFolders);
  } finally {
    await lock.release();
  }
}

/** The staged files of an unfinished transaction look like leftovers. */
async function isAnyUnfinished({ journal }: TransactionContext): Promise<boolean> {
  const states = [...(await journal.list()), ...(await journal.damaged())].map(({ state }) => state);
  return states.some((state) => state !== undefined && isUnfinished(state));
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
