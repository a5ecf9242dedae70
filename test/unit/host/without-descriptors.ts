/** Runs a command without a free descriptor, and again with some; prints both outcomes. To be started with a low limit (ulimit -n). */
import { closeSync, openSync } from 'node:fs';
import { createCommands } from '../../../src/host/commands.ts';

const { run } = createCommands('/usr/bin:/bin', () => undefined);
const outcome = (): Promise<string> =>
  run('echo', ['hello']).then(
    ({ stdout }) => stdout.trim(),
    (error: unknown) => `${String(error)}: ${String((error as Error).cause)}`,
  );
// The modules that it needs are open files while they are loaded.
await outcome();
const held: number[] = [];
try {
  for (;;) held.push(openSync('/dev/null', 'r'));
} catch {
  // None is left.
}
const without = await outcome();
for (const descriptor of held) closeSync(descriptor);
process.stdout.write(JSON.stringify([without, await outcome()]));
