/** log and show: what was changed, by whom, how it was authorised, how it ended, and whether the log is intact. */
import type { ExitReason } from '../../contract/exit-codes.ts';
import type { OptionSchema } from '../../contract/options.ts';
import type { OptionKey } from '../messages/keys.ts';
import { detailsSchema, read, type ListedTransaction } from '../replies.ts';
import type { Session } from '../session.ts';
import { findTransaction, listTransactions } from '../transaction-id.ts';
import { readUserNames } from '../user-names.ts';
import { logLines } from '../views/log.ts';
import { detailLines } from '../views/transactions.ts';
import type { Verb } from './verb.ts';

/** Applied here; the agent is always asked for the whole list. */
const logOptions = {
  bridge: { type: 's', default: undefined },
  limit: { type: 'u', default: undefined, ranges: [[1, 0xffffffff]] },
} as const satisfies Partial<Record<OptionKey, OptionSchema>>;

const log: Verb = {
  name: 'log',
  arguments: [],
  options: logOptions,
  run: async (session, _words, options) => {
    const all = await listTransactions(await session.agent());
    const { messages, screen } = session;
    const bridge = options.get('bridge')?.value;
    const limit = options.get('limit')?.value ?? all.length;
    const list = all.filter((one) => bridge === undefined || one.bridge === bridge).slice(0, Number(limit));
    const names = session.options.json ? new Map<number, string>() : await readUserNames(uidsOf(list));
    const nothing = all.length === 0 ? messages.log.empty : messages.log.noMatch;
    session.answer(list, () => (list.length === 0 ? [nothing] : logLines(list, names, messages, screen)));
    return outcome(session, list);
  },
};

function uidsOf(list: readonly ListedTransaction[]): number[] {
  return list.flatMap((one) => [one.uid, one['settled-by']]).filter((uid) => uid !== undefined);
}

/** The exit status tells a script whether the log is intact. */
function outcome({ options, screen, messages }: Session, list: readonly ListedTransaction[]): ExitReason {
  if (list.every(({ intact }) => intact)) return 'done';
  if (options.quiet && !options.json) screen.note(messages.log.notIntact(list.filter(({ intact }) => !intact).length));
  return 'unhealthy';
}

const show: Verb = {
  name: 'show',
  arguments: ['TRANSACTION'],
  options: {},
  run: async (session, [word = '']) => {
    const agent = await session.agent();
    const [reply = {}] = await agent.call('GetTransaction', [await findTransaction(session, agent, word)]);
    const details = read(detailsSchema, reply);
    const names = await readUserNames([...uidsOf([details]), ...details.events.flatMap(({ uid }) => uid ?? [])]);
    session.answer(reply, () => detailLines(details, names, session.messages, session.screen));
    return details.intact ? 'done' : 'unhealthy';
  },
};

export const logVerbs: readonly Verb[] = [log, show];
