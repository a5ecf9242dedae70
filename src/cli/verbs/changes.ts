/** The verbs that change the host: one call with progress, and a question if the change is on probation. */
import {
  attachGuestOptions,
  createBridgeOptions,
  deleteBridgeOptions,
  detachGuestOptions,
  repairBridgeOptions,
  setBridgedTrafficOptions,
} from '../../contract/options.ts';
import type { Catalogue } from '../messages/shape.ts';
import { read, resultSchema, type ChangeResult } from '../replies.ts';
import { watchProgress } from '../progress.ts';
import { askToConfirm } from './probation.ts';
import type { Session } from '../session.ts';
import { safeLine } from '../terminal/safe.ts';
import { table } from '../terminal/table.ts';
import { clockTime } from '../views/words.ts';
import { planLines } from '../views/plan.ts';
import type { Verb } from './verb.ts';

type ChangeMethod =
  'CreateBridge' | 'DeleteBridge' | 'AttachGuest' | 'DetachGuest' | 'SetBridgedTraffic' | 'RepairBridge';
type ChangeVerb = Omit<Verb, 'run'> & { readonly method: ChangeMethod };

const changes: readonly ChangeVerb[] = [
  { name: 'create', method: 'CreateBridge', arguments: ['BRIDGE', 'INTERFACE'], options: createBridgeOptions },
  { name: 'delete', method: 'DeleteBridge', arguments: ['BRIDGE'], options: deleteBridgeOptions },
  { name: 'attach', method: 'AttachGuest', arguments: ['GUEST', 'BRIDGE'], options: attachGuestOptions },
  { name: 'detach', method: 'DetachGuest', arguments: ['GUEST', 'BRIDGE'], options: detachGuestOptions },
  { name: 'traffic', method: 'SetBridgedTraffic', arguments: ['BRIDGE', 'POLICY'], options: setBridgedTrafficOptions },
  { name: 'repair', method: 'RepairBridge', arguments: ['BRIDGE'], options: repairBridgeOptions },
];

export const changeVerbs: readonly Verb[] = changes.map(({ method, ...verb }) => ({
  ...verb,
  run: async (session, words, options) => {
    const reply = await callWithProgress(session, method, [...words, options]);
    const result = read(resultSchema, reply);
    const interactive = result.state === 'awaiting-confirmation' && session.screen.interactive && !session.options.json;
    const done = { method, words, atBoot: options.get('activate')?.value === 'boot' };
    session.answer(reply, () => resultLines(session, done, result));
    if (!interactive) return 'done';
    return askToConfirm(session, await session.agent(), result);
  },
}));

async function callWithProgress(session: Session, method: ChangeMethod, args: Parameters<typeof watchProgress>[3]) {
  const [reply] = await watchProgress(session, await session.agent(), method, args);
  return reply ?? {};
}

interface Done {
  readonly method: ChangeMethod;
  readonly words: readonly string[];
  /** Whether only files were written. */
  readonly atBoot: boolean;
}

/** The plan is shown only for a dry run. */
function resultLines(session: Session, done: Done, result: ChangeResult): readonly string[] {
  const { messages, screen } = session;
  const [first = '', second = ''] = done.words.map(safeLine);
  if (result.state === 'planned') {
    const { plan } = result;
    const notes = warningLines(session, result);
    const { nothingToRepair, plannedNothing } = messages.change;
    if (plan.length === 0)
      return [(done.method === 'RepairBridge' ? nothingToRepair : plannedNothing)(first), ...notes];
    return [...planLines(plan, screen), '', ...notes, messages.change.planned(plan.length)];
  }
  if (!result.changed) {
    const { unchanged, nothingToRepair } = messages.change;
    const said = done.method === 'RepairBridge' ? nothingToRepair(first) : unchanged(first);
    return [said, ...guestLines(session, result), ...warningLines(session, result)];
  }
  return [
    screen.paint('bold', sentenceOf(done, messages)(first, second)),
    ...guestLines(session, result),
    ...warningLines(session, result),
    ...(result.state === 'awaiting-confirmation' ? probationLines(session, result) : []),
  ];
}

function sentenceOf({ method, atBoot }: Done, { change }: Catalogue): (first: string, second: string) => string {
  if (atBoot && method === 'CreateBridge') return change.createdAtBoot;
  if (atBoot && method === 'DeleteBridge') return change.deletedAtBoot;
  return change[method];
}

function warningLines({ messages, screen }: Session, { warnings }: ChangeResult): string[] {
  return warnings.map((warning) => screen.paint('yellow', safeLine(messages.change.warning(warning))));
}

function guestLines({ messages }: Session, { mac, target, live, persistent }: ChangeResult): string[] {
  if (mac === '') return [];
  const where = [live === true && messages.change.live, persistent === true && messages.change.persistent];
  const said = where.filter((words) => words !== false).join(', ');
  return [[messages.change.nic(safeLine(mac), safeLine(target)), said].filter((part) => part !== '').join('; ')];
}

/** How to confirm from elsewhere; on a terminal the question follows. */
function probationLines({ messages, screen }: Session, { transaction, deadline = 0 }: ChangeResult): string[] {
  const { probation } = messages;
  const left = Math.max(0, Math.round(deadline - Date.now() / 1000));
  const id = safeLine(transaction);
  return [
    probation.waits(clockTime(deadline), left),
    ...table([
      [probation.keepBy, `bridgehead confirm ${id}`],
      [probation.takeBackBy, `bridgehead rollback ${id}`],
    ]).map((line) => `  ${line}`),
    ...(screen.interactive ? [probation.lookElsewhere] : []),
  ];
}
