/** The environment of the programs that we run. */
import { bootIdVariable } from './namespaces.ts';

/** What the programs need, and nothing else of our environment: no locale, library path or shell start-up file. */
export function childEnvironment(path: string): Record<string, string> {
  const bootId = process.env[bootIdVariable];
  return { PATH: path, LC_ALL: 'C', ...(bootId === undefined ? {} : { [bootIdVariable]: bootId }) };
}
