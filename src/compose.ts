/** Puts the agent together: the host, the log, the transactions, and the object on the bus. */
import type { Logger } from 'pino';
import { createAuthorizer } from './authorization/authorize.ts';
import { detectBackend } from './backends/network/detect.ts';
import type { BusConnection } from './bus/connection.ts';
import { RateLimit } from './bus/rate-limit.ts';
import { serveAgent, type Agent } from './bus/service/dispatcher.ts';
import type { CommandResult } from './host/commands.ts';
import { openHost, type Host } from './host/host.ts';
import { readOwnFile } from './host/own-files.ts';
import { createLog } from './logging/log.ts';
import { createOperations } from './operations/operations.ts';
import type { CommandLine } from './settings/command-line.ts';
import { readSettings, settingsPath } from './settings/settings.ts';
import { readVersion } from './settings/version.ts';
import { openJournal } from './transactions/journal.ts';
import { openTransactionLog } from './transactions/log/transaction-log.ts';
import { createTransactions, type Transactions } from './transactions/transactions.ts';
import { readUndoLibrary } from './transactions/undo/library.ts';

/** Milliseconds between two lines of the log that say the same. */
const quiet = 1000;

export interface Daemon {
  readonly host: Host;
  readonly log: Logger;
  readonly transactions: Transactions;
  /** Serves the agent's object on this connection from now on. */
  readonly serve: (bus: BusConnection) => Promise<Agent>;
}

/** Everything but the bus. Throws Error if the state folder cannot be used. */
export async function composeDaemon(line: CommandLine): Promise<Daemon> {
  const { host, log } = await openHostAndLog(line);
  let announce: Agent['transactionChanged'] = () => undefined;
  const transactions = await openTransactions(host, log, line.state, (id, state) => {
    log.info({ transaction: id, state }, 'transaction');
    announce(id, state);
  });
  const serve = async (bus: BusConnection): Promise<Agent> => {
    const agent = await serveOn(bus, host, transactions, log);
    announce = agent.transactionChanged;
    return agent;
  };
  return { host, log, transactions, serve };
}

async function openHostAndLog(line: CommandLine): Promise<{ host: Host; log: Logger }> {
  const journal = process.env.JOURNAL_STREAM !== undefined;
  const first = await openHost(line.root, '', () => undefined);
  const { settings, problems } = readSettings((await first.files.read(settingsPath))?.text);
  const log = createLog(settings.logLevel, journal);
  for (const problem of problems) log.warn(`${settingsPath}: ${problem}`);
  const path = process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin';
  const say = (command: string, result: CommandResult): void =>
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
  // The chain of hashes alone does not show that its last lines were removed; the system's own log has its end, too.
  const transactionLog = openTransactionLog(
    host,
    state,
    ({ number, hash, transaction, event, words }) =>
      log.info({ ...words, transaction, event, line: number, hash }, 'log of changes'),
    (error) => log.warn({ err: error }, 'the log of changes cannot be written, ignoring'),
  );
  const journal = openJournal(host, state, await readUndoLibrary());
  return createTransactions(host, journal, transactionLog, state, announce);
}

async function serveOn(bus: BusConnection, host: Host, transactions: Transactions, log: Logger): Promise<Agent> {
  const version = await readVersion();
  const unasked = new RateLimit(quiet);
  const backend = await detectBackend(host);
  return serveAgent(bus, {
    operations: createOperations(host, transactions),
    authorizer: createAuthorizer(bus, (reason) =>
      unasked.run((heldBack) => log.warn({ reason, heldBack }, 'polkit cannot be asked')),
    ),
    properties: { Version: version, NetworkBackend: backend },
    interfaceXml: await readOwnFile('contract/io.bridgehead.Agent1.xml'),
    machineId: (await host.files.read('/etc/machine-id'))?.text?.trim(),
    log,
  });
}
