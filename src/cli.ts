/** The command-line client `bridgehead`; it does nothing by itself, it asks the agent. */
import { runClient } from './cli/command-line/main.ts';

// A closed pipe, or a terminal that is gone, ends no change.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await runClient(process.argv.slice(2), process.env);
