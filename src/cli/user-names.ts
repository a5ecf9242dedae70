/** Names of users, from getent(1). */
import { createCommands } from '../host/commands.ts';

/** @returns names by uid, without the uids that have none. */
export async function readUserNames(uids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (uids.length === 0) return new Map();
  const commands = createCommands('/usr/sbin:/usr/bin:/sbin:/bin', () => undefined);
  const words = ['passwd', ...new Set(uids.map(String))];
  // It fails if a uid is not found, but prints the others.
  const result = await commands.run('getent', words).catch(() => undefined);
  const lines = (result?.stdout ?? '').split('\n').map((line) => line.split(':'));
  return new Map(lines.flatMap(([name = '', , uid = '']) => (name === '' ? [] : [[Number(uid), name] as const])));
}
