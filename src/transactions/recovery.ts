/** What the agent does first: settle what an earlier life of it, or of the machine, left unfinished. */
import { scriptsFolder } from '../backends/network-scripts.ts';
import { readBootId, readUptime } from '../host/namespaces.ts';
import type { Transaction } from '../model/transaction.ts';
import type { Workshop } from './perform.ts';
import type { Probation } from './probation.ts';
import { undo } from './undo.ts';

/** @returns a sentence for the log about each transaction that was open. */
export async function recover(
  workshop: Workshop,
  stateFolder: string,
  probation: Probation,
): Promise<readonly string[]> {
  await workshop.host.files.makeDirectory(`${stateFolder}/transactions`, 0o700);
  const said: string[] = [];
  for (const transaction of await workshop.journal.list()) {
    if (!['applying', 'rolling-back', 'awaiting-confirmation'].includes(transaction.state)) continue;
    said.push(await settle(workshop, transaction, probation));
  }
  await removeDrafts(workshop, `${stateFolder}/transactions`);
  if (!probation.isOpen()) await removeLeftovers(workshop);
  return [...said, ...(await workshop.journal.damaged()).map(describeDamaged)];
}

async function settle(workshop: Workshop, transaction: Transaction, probation: Probation): Promise<string> {
  const { id, deadline } = transaction;
  if (deadline !== undefined && transaction.bootId === (await readBootId()) && deadline.uptime > (await readUptime())) {
    await probation.begin(id, deadline);
    return `transaction '${id}' goes on waiting for its confirmation`;
  }
  try {
    await undo(workshop.host, workshop.journal, id);
    return `transaction '${id}' was unfinished and has been taken back`;
  } catch (error) {
    return `transaction '${id}' was unfinished: ${error instanceof Error ? error.message : 'it could not be taken back'}`;
  } finally {
    await workshop.journal.forgetStaged(transaction);
  }
}

function describeDamaged(folder: string): string {
  return `the journal '${folder}' cannot be read and is left alone; look at it, and run its undo.sh if its change is still there`;
}

/** What a killed agent had not yet put in its place, or laid ready: nobody waits for it any more. */
async function removeLeftovers({ host }: Workshop): Promise<void> {
  const names = await host.files.list(scriptsFolder);
  const leftovers = names.filter((name) => /^\.bridgehead-[0-9a-z]{6}~$/.test(name));
  await Promise.all(leftovers.map((name) => host.files.remove(`${scriptsFolder}/${name}`)));
}

/** A journal that was never finished: nothing had been changed yet. */
async function removeDrafts({ host }: Workshop, folder: string): Promise<void> {
  const drafts = (await host.files.list(folder)).filter((name) => name.startsWith('.new-'));
  await Promise.all(drafts.map((name) => host.files.removeTree(`${folder}/${name}`)));
}
