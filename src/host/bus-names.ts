/** Who is on the system bus, asked by busctl(1). */
import type { Commands } from './commands.ts';

const bus = 'org.freedesktop.DBus';

/**
 * Whether a program has the name; undefined where that cannot be told. The bus itself answers: a question to the program would
 * start it. Without options, so that one look at the host asks it once.
 */
export async function hasOwner(commands: Commands, name: string): Promise<boolean | undefined> {
  const words = ['call', bus, '/org/freedesktop/DBus', bus, 'NameHasOwner', 's', name];
  const result = await commands.run('busctl', words).catch(() => undefined);
  const text = result?.exitCode === 0 ? result.stdout.trimEnd() : '';
  return /^b (?:true|false)$/.test(text) ? text === 'b true' : undefined;
}
