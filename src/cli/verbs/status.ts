/** status, the default verb: the bridges, what is on them, and a change that awaits confirmation. */
import { bridgeSchema, interfaceSchema, readAll, transactionSchema, type Plain } from '../replies.ts';
import type { Session } from '../session.ts';
import { safeLine } from '../terminal/safe.ts';
import { onProbation } from '../transaction-id.ts';
import { bridgeTable, bridgeTree } from '../views/bridges.ts';
import { operationWord } from '../views/words.ts';
import type { Verb } from './verb.ts';

interface Picture {
  readonly bridges: Plain;
  readonly interfaces: Plain;
  readonly transactions: Plain;
}

export const statusVerb: Verb = {
  name: 'status',
  arguments: [],
  options: {},
  run: async (session) => {
    const agent = await session.agent();
    const [[bridges = []], [interfaces = []], [transactions = []]] = await Promise.all([
      agent.call('ListBridges'),
      agent.call('ListInterfaces'),
      agent.call('ListTransactions'),
    ]);
    const picture = { bridges, interfaces, transactions };
    session.answer(picture, () => lines(session, picture));
    return 'done';
  },
};

function lines(session: Session, picture: Picture): string[] {
  const { messages, screen } = session;
  const bridges = readAll(bridgeSchema, picture.bridges);
  const interfaces = readAll(interfaceSchema, picture.interfaces);
  const trees = bridges.flatMap((bridge) => ['', ...bridgeTree(bridge, interfaces, session)]);
  return [
    ...(bridges.length === 0 ? [messages.status.noBridges] : bridgeTable(bridges, messages, screen)),
    ...trees,
    ...waitingLines(session, picture.transactions),
  ];
}

function waitingLines({ messages, screen }: Session, transactions: Plain): string[] {
  const waiting = onProbation(readAll(transactionSchema, transactions));
  if (waiting === undefined) return [];
  const { status } = messages;
  const what = status.waiting(operationWord(waiting.operation), safeLine(waiting.bridge));
  return ['', screen.paint('yellow', what), `  ${status.waitingHow}`];
}
