/** The agent's life: it settles what is unfinished, takes its name on the bus, and leaves when it is told to or idle. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { busDriver } from './bus/bus.ts';
import { connectBus, type BusConnection } from './bus/connection.ts';
import type { Agent } from './bus/service/dispatcher.ts';
import { standardAddress } from './bus/wire/address.ts';
import { composeDaemon } from './compose.ts';
import { busName } from './contract/names.ts';
import type { CommandLine } from './settings/command-line.ts';
import { readVersion } from './settings/version.ts';
import type { Transactions } from './transactions/transactions.ts';

/** sysexits.h, EX_TEMPFAIL: systemd starts the agent again (Restart=on-failure). */
export const busLost = 75;
/** Milliseconds that the bus may take for an answer. */
const patience = 10_000;
/** Milliseconds that a stop waits for calls that no longer change anything. */
const politeness = 1000;

/** Runs until the agent has left. Returns the exit status. Throws Error if it cannot start. */
export async function runAgent(line: CommandLine): Promise<number> {
  const { host, log, transactions, serve } = await composeDaemon(line);
  const bus = await openBus(log);
  // Recovery first: callers must find a host that is in one state or the other.
  for (const sentence of await transactions.recover()) log.warn(sentence);
  const agent = await serve(bus);
  const version = await readVersion();
  await bus.requestName(busName);
  void transactions.tidyUp().then((sentences) => {
    for (const sentence of sentences) log.warn(sentence);
    log.info({ version, root: line.root, live: host.live, systemd: host.systemd }, 'ready');
  });
  const isBusy = (): boolean => agent.pendingCalls() > 0 || transactions.isOpen();
  const leaving = { begun: false };
  whenTold(log, () => {
    // Process 1 says so as soon as an idle agent has released its name (systemd.service(5), Type=dbus), which still answers calls.
    if (leaving.begun) return;
    leaving.begun = true;
    void stop(bus, agent, transactions);
  });
  whenIdle(line.idleExit, isBusy, () => {
    leaving.begun = true;
    void leave(bus, isBusy, transactions, log);
  });
  const reason = await bus.closed;
  if (leaving.begun) return 0;
  log.error({ reason: reason.message }, 'the connection to the bus is lost');
  // A change that has begun comes to its end first, kept or undone; timers watch over one on probation.
  await transactions.settled();
  return busLost;
}

/** Throws Error if there is no bus, or if another agent is at work on it: then this one must not touch anything. */
async function openBus(log: Logger): Promise<BusConnection> {
  const bus = await connectBus(process.env.DBUS_SYSTEM_BUS_ADDRESS ?? standardAddress, (error, heldBack) =>
    log.warn({ err: error, heldBack }, 'a message could not be read, ignoring'),
  );
  const question = { ...busDriver, member: 'NameHasOwner', signature: 's', body: [busName] };
  const [taken] = await bus.call(question, { timeout: patience });
  if (taken === true) throw new Error(`the bus name '${busName}' belongs to another program`);
  return bus;
}

function whenTold(log: Logger, stop: () => void): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'told to stop');
      stop();
    });
  }
}

/** Calls `leave` after so many seconds in which the agent was never busy; never if `seconds` is 0. */
function whenIdle(seconds: number, isBusy: () => boolean, leave: () => void): void {
  if (seconds === 0) return;
  let quiet = 0;
  const timer = setInterval(() => {
    quiet = isBusy() ? 0 : quiet + 1;
    if (quiet < seconds) return;
    clearInterval(timer);
    leave();
  }, 1000);
}

/**
 * Waits until the change at work is kept or undone; the unit gives it the time (TimeoutStopSec). Its caller gets the answer.
 * Calls that wait for something else, such as a password, are given a moment only.
 */
async function stop(bus: BusConnection, agent: Agent, transactions: Transactions): Promise<void> {
  await transactions.settled();
  const end = performance.now() + politeness;
  while (agent.pendingCalls() > 0 && performance.now() < end) await wait(20);
  await transactions.settled();
  bus.close();
}

/** Once the name is released the bus starts a new agent for the next caller; this one still answers earlier calls. */
async function leave(
  bus: BusConnection,
  isBusy: () => boolean,
  transactions: Transactions,
  log: Logger,
): Promise<void> {
  await bus.releaseName(busName);
  log.info('nothing to do, leaving');
  while (isBusy()) await wait(100);
  await transactions.settled();
  // The last answers go out first.
  bus.close();
}
