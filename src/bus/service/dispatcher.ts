/** Answers every method call, once. */
import type { Logger } from 'pino';
import type { Authorizer } from '../../authorization/authorize.ts';
import { AgentError, dbusErrorName } from '../../contract/errors.ts';
import { methods, type MethodName } from '../../contract/methods.ts';
import { SharedReadings } from '../../host/shared-reading.ts';
import type { BusValue } from '../../model/bus-value.ts';
import type { Operations } from '../../operations/shared/operation.ts';
import type { Bus, IncomingCall } from '../bus.ts';
import { RateLimit } from '../rate-limit.ts';
import { messageFlags } from '../wire/message-header.ts';
import { TooLargeError } from '../wire/message-writer.ts';
import { oneLine } from '../wire/printable.ts';
import { Admission } from './admission.ts';
import { runAgentCall, type AgentCallRooms, type CallRecord } from './agent-call.ts';
import { Callers } from './callers.ts';
import { introspectionXml } from './introspection.ts';
import { standardMethods } from './interfaces.ts';
import type { AgentProperties } from './properties.ts';
import { routeCall } from './route.ts';
import { createSignals, type AgentSignals } from './signals.ts';
import { runStandardCall, type StandardInterfaces } from './standard-call.ts';

export interface AgentOptions {
  readonly operations: Operations;
  readonly authorizer: Authorizer;
  readonly properties: AgentProperties;
  /** The text of the contract's XML file, which is served as it stands. */
  readonly interfaceXml: string;
  /** machine-id(5), if the host has one. */
  readonly machineId: string | undefined;
  readonly log: Logger;
}

export interface Agent extends Pick<AgentSignals, 'transactionChanged'> {
  /** Calls under way, among them those that wait for a password. While there are any, the agent is not idle. */
  readonly pendingCalls: () => number;
}

interface CallLine extends CallRecord {
  readonly method: MethodName;
  readonly sender: string;
  /** Milliseconds since it came. */
  readonly ms: number;
}

interface Rooms extends AgentCallRooms, StandardInterfaces {
  readonly bus: Bus;
  readonly log: Logger;
  /** For lines that any user could cause. */
  readonly refusals: RateLimit;
  readonly unanswerable: RateLimit;
  readonly failures: RateLimit;
}

/** Milliseconds between two lines of the log about calls that were refused. */
const quiet = 1000;

/** Serves the agent's object on this connection, from now on. */
export function serveAgent(
  bus: Bus & { onCall: (listener: (call: IncomingCall) => void) => void },
  options: AgentOptions,
): Agent {
  const signals = createSignals(bus, options.log);
  const admission = new Admission();
  const rooms: Rooms = {
    ...options,
    bus,
    introspection: introspectionXml(options.interfaceXml),
    signals,
    admission,
    callers: new Callers(bus),
    questions: new SharedReadings(),
    refusals: new RateLimit(quiet),
    unanswerable: new RateLimit(quiet),
    failures: new RateLimit(quiet),
  };
  bus.onCall((call) => void answer(call, rooms));
  return { ...signals, pendingCalls: () => admission.pending + rooms.callers.pending };
}

/** Never rejects: every outcome becomes the one reply. */
async function answer(call: IncomingCall, rooms: Rooms): Promise<void> {
  try {
    await run(call, rooms);
  } catch (error) {
    answerError(call, error, rooms);
  }
}

function answerError(call: IncomingCall, error: unknown, { bus, log, failures }: Rooms): void {
  try {
    if (error instanceof AgentError) {
      bus.replyError(call, dbusErrorName(error.code), oneLine(error.message));
      return;
    }
    failures.run((heldBack) =>
      log.error({ err: error, method: call.member, sender: call.sender, heldBack }, 'internal error'),
    );
    bus.replyError(call, dbusErrorName('Failed'), `internal error: '${call.member}' failed; see the log of the agent`);
  } catch (unsendable) {
    failures.run((heldBack) => log.error({ err: unsendable, method: call.member, heldBack }, 'cannot answer a call'));
  }
}

/** Returns once the call is answered, unless it wants no reply. Throws the error to answer with. */
async function run(call: IncomingCall, rooms: Rooms): Promise<void> {
  if (call.body === undefined) throw new AgentError('LimitsExceeded', 'the message is larger than 64 KiB; send less');
  const route = routeCall(call);
  if ((call.flags & messageFlags.noReply) !== 0) {
    if (route.kind === 'agent') reportUnanswerable(call, route.method, rooms);
    return;
  }
  if (route.kind === 'agent') {
    await runLogged(call, route.method, rooms);
    return;
  }
  rooms.bus.reply(call, standardMethods[route.method].out, runStandardCall(call, route.method, rooms));
}

/** A caller that asks for no reply would never learn that its change awaits confirmation, so such calls are not run. */
function reportUnanswerable({ sender }: IncomingCall, method: MethodName, { log, unanswerable }: Rooms): void {
  unanswerable.run((heldBack) =>
    log.warn({ method, sender, heldBack }, 'a call that wants no reply is not run, ignoring'),
  );
}

async function runLogged(call: IncomingCall, method: MethodName, rooms: Rooms): Promise<void> {
  const started = performance.now();
  const record: CallRecord = {};
  const line = (): CallLine => ({
    method,
    sender: call.sender,
    ...record,
    ms: Math.round(performance.now() - started),
  });
  try {
    await runAgentCall(call, method, rooms, record, async (body) => {
      rooms.log[methods[method].changes ? 'info' : 'debug'](line(), 'done');
      await sendReply(call, method, body, rooms.bus);
    });
  } catch (error) {
    if (error instanceof AgentError) reportRefusal(error, method, line(), rooms);
    throw error;
  }
}

/** The reply to a change goes out at once. Replies to reads may be large and many, so each waits until the bus takes it. */
async function sendReply(call: IncomingCall, method: MethodName, body: readonly BusValue[], bus: Bus): Promise<void> {
  const { changes, out } = methods[method];
  try {
    if (changes) bus.reply(call, out, body);
    else await whenReady(bus, () => bus.reply(call, out, body));
  } catch (error) {
    throw error instanceof TooLargeError ? tooLarge(method, error) : error;
  }
}

/** Where to look for what the bus does not carry. */
function tooLarge(method: MethodName, cause: TooLargeError): AgentError {
  const where = method === 'GetTransaction' ? 'the folder of the transaction' : "the host's own tools, such as 'ip'";
  const text = `the answer to '${method}' is larger than 8 MiB, which is more than is sent over the bus; use ${where} as root`;
  return new AgentError('LimitsExceeded', text, { cause });
}

function whenReady(bus: Bus, send: () => void): Promise<void> {
  return new Promise((resolve, reject) =>
    bus.whenReady(() => {
      try {
        send();
        resolve();
      } catch (error) {
        reject(error instanceof Error ? error : new Error('a reply cannot be sent', { cause: error }));
      }
    }),
  );
}

/**
 * An authorised call that may have changed the host is logged each time. Lines that any user can cause must not fill the log,
 * nor those of the maker of a change, who needs no authorisation for it.
 */
function reportRefusal(error: AgentError, method: MethodName, line: CallLine, { log, refusals }: Rooms): void {
  const { code, message: reason, cause } = error;
  const report = (heldBack: number): void => log.warn({ ...line, code, reason, err: cause, heldBack }, 'refused');
  const { authorised } = line;
  if (methods[method].changes && authorised !== undefined && authorised !== 'own') report(0);
  else refusals.run(report);
}
