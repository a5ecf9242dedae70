/** bridges and interfaces. */
import { bridgeSchema, interfaceSchema, readAll } from '../replies.ts';
import { bridgeTable } from '../views/bridges.ts';
import { interfaceLines } from '../views/interfaces.ts';
import type { Verb } from './verb.ts';

const bridges: Verb = {
  name: 'bridges',
  arguments: [],
  options: {},
  run: async (session) => {
    const [reply = []] = await (await session.agent()).call('ListBridges');
    const { messages, screen } = session;
    const list = readAll(bridgeSchema, reply);
    session.answer(reply, () =>
      list.length === 0 ? [messages.status.noBridges] : bridgeTable(list, messages, screen),
    );
    return 'done';
  },
};

const interfaces: Verb = {
  name: 'interfaces',
  arguments: [],
  options: {},
  run: async (session) => {
    const [reply = []] = await (await session.agent()).call('ListInterfaces');
    session.answer(reply, () => interfaceLines(readAll(interfaceSchema, reply), session.messages, session.screen));
    return 'done';
  },
};

export const listVerbs: readonly Verb[] = [bridges, interfaces];
