/** The program bridgeheadd: reads its command line, and runs the agent. */
import { busLost, runAgent } from './lifecycle.ts';
import { readCommandLine, usage, type CommandLine } from './settings/command-line.ts';
import { readVersion } from './settings/version.ts';

/** sysexits.h, EX_USAGE. */
const wrongUsage = 64;

async function main(): Promise<void> {
  const line = commandLineOrExit();
  if (line.show === 'help') return void process.stdout.write(usage);
  if (line.show === 'version') return void process.stdout.write(`bridgeheadd ${await readVersion()}\n`);
  const status = await runAgent(line).catch((error: unknown) => {
    complain(`cannot start: ${error instanceof Error ? error.message : 'unknown error'}`);
    return busLost;
  });
  process.exit(status);
}

function commandLineOrExit(): CommandLine {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    complain(error instanceof Error ? error.message : 'unusable arguments');
    process.exit(wrongUsage);
  }
}

function complain(sentence: string): void {
  process.stderr.write(`bridgeheadd: ${sentence}\n`);
}

void main();
