/** One call of the agent's own methods, from its arguments to its reply. */
import type { Authorizer } from '../../authorization/authorize.ts';
import { AgentError } from '../../contract/errors.ts';
import { methods, type MethodName } from '../../contract/methods.ts';
import type { SharedReadings } from '../../host/shared-reading.ts';
import type { BusValue } from '../../model/bus-value.ts';
import type { Authorisation } from '../../model/transaction.ts';
import type { Operation, Operations } from '../../operations/shared/operation.ts';
import type { Admission } from './admission.ts';
import { readArguments } from './arguments.ts';
import type { Caller, Callers } from './callers.ts';
import type { IncomingCall } from '../bus.ts';
import { messageFlags } from '../wire/message-header.ts';
import type { AgentSignals } from './signals.ts';

export interface AgentCallRooms {
  readonly operations: Operations;
  readonly authorizer: Authorizer;
  readonly admission: Admission;
  readonly callers: Callers;
  readonly signals: AgentSignals;
  /** Authorisations of reads under way: equal questions of one caller are put to polkit once. */
  readonly questions: SharedReadings<Authorisation>;
}

/** What is known of a call so far, for the log. */
export interface CallRecord {
  uid?: number;
  /** How it was allowed; unset until then. */
  authorised?: Authorisation;
  /** What it is about, if it was put to polkit. */
  bridge?: string | undefined;
  interface?: string | undefined;
  guest?: string | undefined;
}

/**
 * Parses the call, identifies the caller, authorises and runs: polkit is not asked about a call that is not valid, and
 * nothing is done before it says yes. A call is under way until its reply is sent. Throws AgentError, or what the operation throws.
 */
export async function runAgentCall(
  call: IncomingCall,
  method: MethodName,
  rooms: AgentCallRooms,
  record: CallRecord,
  send: (body: readonly BusValue[]) => Promise<void>,
): Promise<void> {
  const args = readArguments(call, methods[method].in);
  const operation = rooms.operations[method];
  const request = operation.parse(args);
  const caller = await rooms.callers.identify(call.sender);
  record.uid = caller.uid;
  const leave = rooms.admission.enter(caller.uid);
  try {
    const parsed = { operation, request, caller };
    record.authorised = await requireAuthorization(call, method, parsed, rooms, record);
    await send(await operation.run(request, context(call, caller, record.authorised, rooms.signals)));
  } finally {
    leave();
  }
}

interface ParsedCall {
  readonly operation: Operation;
  readonly request: unknown;
  readonly caller: Caller;
}

async function requireAuthorization(
  call: IncomingCall,
  method: MethodName,
  { operation, request, caller: { uid, signal } }: ParsedCall,
  { authorizer, questions }: AgentCallRooms,
  record: CallRecord,
): Promise<Authorisation> {
  let authorised: Authorisation = 'own';
  if ((await operation.isExempt?.(request, uid)) !== true) {
    const interactive = (call.flags & messageFlags.interactive) !== 0;
    const details = await operation.details(request);
    const { bridge, interface: uplink, guest } = details;
    Object.assign(record, { bridge, interface: uplink, guest });
    const ask = (): Promise<Authorisation> =>
      authorizer.authorize({ method, sender: call.sender, uid, interactive, details, signal });
    const question = JSON.stringify([call.sender, method, interactive, details]);
    authorised = await (methods[method].action === 'inspect' ? questions.get(question, ask) : ask());
  }
  if (signal.aborted) throw new AgentError('NotAuthorized', 'the caller has left the bus; nothing was done');
  return authorised;
}

function context(
  { sender }: IncomingCall,
  { uid, signal }: Caller,
  authorised: Authorisation,
  signals: AgentSignals,
): Parameters<Operation['run']>[1] {
  return { sender, uid, authorised, signal, progress: (...progress) => signals.progress(sender, ...progress) };
}
