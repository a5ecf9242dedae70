/** The program bridgehead: a client, for which the agent does everything. */
import { runClient } from './cli/command-line/main.ts';

// A closed pipe or a lost terminal must not end the client in the middle of a change.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await runClient(process.argv.slice(2), process.env);
