/** confirm and rollback: a change that awaits confirmation is committed or undone. */
import { findTransaction } from '../transaction-id.ts';
import type { Verb } from './verb.ts';

export const settleVerbs: readonly Verb[] = [
  { name: 'confirm', method: 'Confirm', said: 'confirmed' } as const,
  { name: 'rollback', method: 'Rollback', said: 'rolledBack' } as const,
].map(({ name, method, said }) => ({
  name,
  arguments: ['PROBATION'],
  options: {},
  run: async (session, [word = '']) => {
    const agent = await session.agent();
    const transaction = await findTransaction(session, agent, word);
    await agent.call(method, [transaction]);
    session.answer({ transaction }, () => [session.messages.probation[said](transaction)]);
    return 'done';
  },
}));
