/** Finding a transaction: by its id, the first characters of it, or as the one on probation. */
import type { AgentClient } from './agent-client.ts';
import { Failure } from './failure.ts';
import { readAll, transactionSchema, type ListedTransaction } from './replies.ts';
import type { Session } from './session.ts';
import { safeLine } from './terminal/safe.ts';

/** Throws Failure. */
export async function listTransactions(agent: AgentClient): Promise<readonly ListedTransaction[]> {
  const [list = []] = await agent.call('ListTransactions');
  return readAll(transactionSchema, list);
}

/** The transaction that awaits confirmation; there is never more than one. */
export function onProbation(transactions: readonly ListedTransaction[]): ListedTransaction | undefined {
  return transactions.find(({ state }) => state === 'awaiting-confirmation');
}

/** @param word empty for the one on probation. Throws Failure: NotFound, or WrongUsage if several match. */
export async function findTransaction(session: Session, agent: AgentClient, word: string): Promise<string> {
  // The agent finds a whole id even if its list, which is bounded, does not hold it.
  if (/^[0-9a-f]{32}$/.test(word)) return word;
  const { messages } = session;
  const transactions = await listTransactions(agent);
  if (word === '') {
    const waiting = onProbation(transactions);
    if (waiting === undefined) throw new Failure('NotFound', messages.probation.none);
    return waiting.transaction;
  }
  const matching = transactions.filter(({ transaction }) => transaction.startsWith(word));
  const [found] = matching;
  if (matching.length > 1) throw new Failure('WrongUsage', messages.log.ambiguous(safeLine(word)));
  if (found === undefined) throw new Failure('NotFound', messages.log.unknown(safeLine(word)));
  return found.transaction;
}
