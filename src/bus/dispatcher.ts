/** Answers every method call, once. */
import type { Logger } from 'pino';
import type { Authorizer } from '../authorization/authorize.ts';
import { AgentError, dbusErrorName } from '../contract/errors.ts';
import { methods, type MethodName } from '../contract/methods.ts';
import type { BusValue } from '../model/bus-value.ts';
import type { Operations } from '../operations/operation.ts';
import { Admission } from './admission.ts';
import { runAgentCall, type AgentCallRooms, type CallRecord } from './agent-call.ts';
import { Callers } from './callers.ts';
import type { Bus, IncomingCall } from './bus.ts';
import { introspectionXml } from './introspection.ts';
import { messageFlags } from './message-header.ts';
import { oneLine } from './printable.ts';
import type { AgentProperties } from './properties.ts';
import { RateLimit } from './rate-limit.ts';
import { routeCall, standardMethods } from './route.ts';
import { createSignals, type AgentSignals } from './signals.ts';
import { runStandardCall, type StandardInterfaces } from './standard-call.ts';

export interface AgentOptions {
  readonly operations: Operations;
  readonly authorizer: Authorizer;
  readonly properties: AgentProperties;
  /** The text of the contract's XML file, which is served as it stands. */
  readonly interfaceXml: string;
  /** machine-id(5), where the host has one. */
  readonly machineId: string | undefined;
  readonly log: Logger;
}

export interface Agent extends Pick<AgentSignals, 'transactionChanged' | 'propertiesChanged'> {
  /** Calls under way, those whose prompt is open among them: while there are any, the agent is not idle. */
  readonly pendingCalls: () => number;
}

interface Reply {
  readonly signature: string;
  readonly body: readonly BusValue[];
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
  readonly parents: ReadonlySet<string>;
  /** For lines that any user could cause. */
  readonly refusals: RateLimit;
  readonly unanswerable: RateLimit;
}

/** Milliseconds between two lines of the log about calls that were refused. */
const quiet = 1000;

/** Serves the agent's object on this connection, from now on. */
export function serveAgent(
  bus: Bus & { onCall: (listener: (call: IncomingCall) => void) => void },
  options: AgentOptions,
): Agent {
  const introspection = introspectionXml(options.interfaceXml);
  const signals = createSignals(bus, options.properties, options.log);
  const admission = new Admission();
  const rooms: Rooms = {
    ...options,
    bus,
    introspection,
    signals,
    admission,
    parents: new Set(introspection.keys()),
    callers: new Callers(bus),
    refusals: new RateLimit(quiet),
    unanswerable: new RateLimit(quiet),
  };
  bus.onCall((call) => void answer(call, rooms));
  return { ...signals, pendingCalls: () => admission.pending };
}

/** Never rejects: whatever happens becomes the one reply. */
async function answer(call: IncomingCall, rooms: Rooms): Promise<void> {
  try {
    const reply = await run(call, rooms);
    if (reply !== undefined) rooms.bus.reply(call, reply.signature, reply.body);
  } catch (error) {
    answerError(call, error, rooms);
  }
}

function answerError(call: IncomingCall, error: unknown, { bus, log }: Rooms): void {
  try {
    if (error instanceof AgentError) {
      bus.replyError(call, dbusErrorName(error.code), oneLine(error.message));
      return;
    }
    log.error({ err: error, method: call.member, sender: call.sender }, 'internal error');
    bus.replyError(call, dbusErrorName('Failed'), `internal error: '${call.member}' failed; see the log of the agent`);
  } catch (unsendable) {
    log.error({ err: unsendable, method: call.member }, 'cannot answer a call');
  }
}

/** Undefined where nothing is done and nothing answered. */
async function run(call: IncomingCall, rooms: Rooms): Promise<Reply | undefined> {
  if (call.body === undefined) throw new AgentError('LimitsExceeded', 'the message is larger than 64 KiB; send less');
  const route = routeCall(call, rooms.parents);
  if ((call.flags & messageFlags.noReply) !== 0) {
    if (route.kind === 'agent') reportUnanswerable(call, route.method, rooms);
    return undefined;
  }
  if (route.kind === 'agent') return runLogged(call, route.method, rooms);
  return { signature: standardMethods[route.method].out, body: runStandardCall(call, route.method, rooms) };
}

/** Who does not want to know whether it worked does not get it: nobody would learn that a change waits to be confirmed. */
function reportUnanswerable({ sender }: IncomingCall, method: MethodName, { log, unanswerable }: Rooms): void {
  unanswerable.run((heldBack) =>
    log.warn({ method, sender, heldBack }, 'a call that wants no reply is not run, ignoring'),
  );
}

async function runLogged(call: IncomingCall, method: MethodName, rooms: Rooms): Promise<Reply> {
  const started = performance.now();
  const record: CallRecord = {};
  const line = (): CallLine => ({
    method,
    sender: call.sender,
    ...record,
    ms: Math.round(performance.now() - started),
  });
  try {
    const body = await runAgentCall(call, method, rooms, record);
    rooms.log[methods[method].changes ? 'info' : 'debug'](line(), 'done');
    return { signature: methods[method].out, body };
  } catch (error) {
    if (error instanceof AgentError) reportRefusal(error, method, line(), rooms);
    throw error;
  }
}

/** What may have changed the host is told of each time; what anybody can cause must not fill the log. */
function reportRefusal(error: AgentError, method: MethodName, line: CallLine, { log, refusals }: Rooms): void {
  const { code, message: reason, cause } = error;
  const report = (heldBack: number): void => log.warn({ ...line, code, reason, err: cause, heldBack }, 'refused');
  if (methods[method].changes && line.authorised !== undefined) report(0);
  else refusals.run(report);
}
