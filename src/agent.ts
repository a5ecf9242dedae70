/** The daemon: settles what is unfinished, takes its name on the bus, and answers. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createAuthorizer } from './authorization/authorize.ts';
import { detectBackend } from './backends/network/detect.ts';
import { standardAddress } from './bus/wire/address.ts';
import { busDriver, connectBus, type BusConnection } from './bus/connection.ts';
import { serveAgent, type Agent } from './bus/service/dispatcher.ts';
import { RateLimit } from './bus/rate-limit.ts';
import { busName } from './contract/names.ts';
import type { CommandResult } from './host/commands.ts';
import { openHost, type Host } from './host/host.ts';
import { readOwnFile } from './host/own-files.ts';
import { leaveWhenIdle } from './idle.ts';
import { createLog } from './logging/log.ts';
import { createOperations } from './operations/operations.ts';
import { readCommandLine, usage, type CommandLine } from './settings/command-line.ts';
import { readSettings, settingsPath } from './settings/settings.ts';
import { readVersion } from './settings/version.ts';
import { openJournal } from './transactions/journal.ts';
import { openTransactionLog } from './transactions/log/transaction-log.ts';
import { createTransactions, type Transactions } from './transactions/transactions.ts';
import { readUndoLibrary } from './transactions/undo/library.ts';

/** sysexits.h, EX_TEMPFAIL: systemd's Restart=on-failure brings us back. */
const busLost = 75;
const wrongUsage = 64;
/** Milliseconds that the bus may take for an answer. */
const patience = 10_000;
/** Milliseconds between two lines of the log that say the same. */
const quiet = 1000;
/** Milliseconds that a stop waits for calls that change nothing any more. */
const politeness = 1000;

async function main(): Promise<void> {
  const line = commandLineOrExit();
  if (line.show === 'help') return void process.stdout.write(usage);
  if (line.show === 'version') return void process.stdout.write(`bridgeheadd ${await readVersion()}\n`);
  await run(line).catch((error: unknown) => {
    process.stderr.write(`bridgeheadd: cannot start: ${error instanceof Error ? error.message : 'unknown error'}\n`);
    process.exit(busLost);
  });
}

function commandLineOrExit(): CommandLine {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`bridgeheadd: ${error instanceof Error ? error.message : 'unusable arguments'}\n`);
    process.exit(wrongUsage);
  }
}

async function run(line: CommandLine): Promise<void> {
  const { host, log } = await prepare(line);
  const announcements: { agent?: Agent } = {};
  const transactions = await openTransactions(host, log, line.state, (id, state) => {
    log.info({ transaction: id, state }, 'transaction');
    announcements.agent?.transactionChanged(id, state);
  });
  const bus = await openBus(log);
  // Recovery first: callers must find a host that is in one state or the other.
  for (const sentence of await transactions.recover()) log.warn(sentence);
  const agent = await serve(bus, host, transactions, log);
  announcements.agent = agent;
  await bus.requestName(busName);
  log.info({ version: await readVersion(), root: line.root, live: host.live, systemd: host.systemd }, 'ready');
  const isBusy = (): boolean => agent.pendingCalls() > 0 || transactions.isOpen();
  const ending = { wanted: false };
  leaveWhenTold(log, () => {
    ending.wanted = true;
    void stop(bus, agent, transactions);
  });
  leaveWhenIdle(line.idleExit, isBusy, () => {
    ending.wanted = true;
    void leave(bus, isBusy, log);
  });
  const reason = await bus.closed;
  if (ending.wanted) process.exit(0);
  log.error({ reason: reason.message }, 'the connection to the bus is lost');
  // A change that has begun comes to its end first, kept or undone; timers watch over one on probation.
  await transactions.settled();
  process.exit(busLost);
}

/** Throws where there is no bus, or where another agent is at work on it: then this one must not touch anything. */
async function openBus(log: Logger): Promise<BusConnection> {
  const bus = await connectBus(process.env.DBUS_SYSTEM_BUS_ADDRESS ?? standardAddress, (error, heldBack) =>
    log.warn({ err: error, heldBack }, 'a message could not be read, ignoring'),
  );
  const question = { ...busDriver, member: 'NameHasOwner', signature: 's', body: [busName] };
  const [taken] = await bus.call(question, { timeout: patience });
  if (taken === true) throw new Error(`the bus name '${busName}' belongs to another program`);
  return bus;
}

function leaveWhenTold(log: Logger, stop: () => void): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'told to stop');
      stop();
    });
  }
}

/**
 * Waits until the change at work is kept or undone; the unit gives it the time (TimeoutStopSec). Its caller gets the answer;
 * calls that wait for something else, such as a password, are waited for a moment only.
 */
async function stop(bus: BusConnection, agent: Agent, transactions: Transactions): Promise<void> {
  await transactions.settled();
  const end = performance.now() + politeness;
  while (agent.pendingCalls() > 0 && performance.now() < end) await wait(20);
  await transactions.settled();
  bus.close();
}

/** Without the name the bus starts the next agent for the next caller; who called before is still answered by this one. */
async function leave(bus: BusConnection, isBusy: () => boolean, log: Logger): Promise<void> {
  await bus.releaseName(busName);
  log.info('nothing to do, leaving');
  while (isBusy()) await wait(100);
  // What was answered last goes out first; then `run` ends.
  bus.close();
}

async function prepare(line: CommandLine): Promise<{ host: Host; log: Logger }> {
  const journal = process.env.JOURNAL_STREAM !== undefined;
  const first = await openHost(line.root, '', () => undefined);
  const { settings, problems } = readSettings((await first.files.read(settingsPath))?.text);
  const log = createLog(settings.logLevel, journal);
  for (const problem of problems) log.warn(`${settingsPath}: ${problem}`);
  const path = process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin';
  const say = (command: string, result: CommandResult) =>
    log.debug({ command, exitCode: result.exitCode, stderr: result.stderr.slice(0, 2000) }, 'command');
  const host = await openHost(line.root, path, say, line);
  return { host, log };
}

async function openTransactions(
  host: Host,
  log: Logger,
  state: string,
  announce: (id: string, state: string) => void,
): Promise<Transactions> {
  // The system's own log has the end of the chain, too, which alone does not tell that its last lines are gone.
  const transactionLog = openTransactionLog(
    host,
    state,
    ({ number, hash, transaction, event }) => log.info({ transaction, event, line: number, hash }, 'log of changes'),
    (error) => log.warn({ err: error }, 'the log of changes cannot be written, ignoring'),
  );
  const journal = openJournal(host, state, await readUndoLibrary());
  return createTransactions(host, journal, transactionLog, state, announce);
}

async function serve(bus: BusConnection, host: Host, transactions: Transactions, log: Logger): Promise<Agent> {
  const version = await readVersion();
  const unasked = new RateLimit(quiet);
  const backend = await detectBackend(host);
  return serveAgent(bus, {
    operations: createOperations(host, transactions),
    authorizer: createAuthorizer(bus, (reason) =>
      unasked.run((heldBack) => log.warn({ reason, heldBack }, 'polkit cannot be asked')),
    ),
    properties: { Version: () => version, NetworkBackend: () => backend },
    interfaceXml: await readOwnFile('contract/io.bridgehead.Agent1.xml'),
    machineId: (await host.files.read('/etc/machine-id'))?.text?.trim(),
    log,
  });
}

await main();
