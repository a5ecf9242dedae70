/** The version of this bridgehead. */
import * as v from 'valibot';
import { readOwnFile } from '../host/own-files.ts';

/** The version in package.json, which lies beside `dist` and `src`. */
export async function readVersion(): Promise<string> {
  const text = await readOwnFile('../package.json');
  return v.parse(v.object({ version: v.string() }), JSON.parse(text)).version;
}
