/** Our own methods as lines for a shell (busctl(1)). */
import { agentInterface, busName, objectPath } from './names.ts';

/** @param words the arguments, each a word that a shell leaves as it is. @param options their number, and key, type and value of each. */
export function busctlCall(method: string, signature: string, words: readonly string[], options = '0'): string {
  return `busctl call ${busName} ${objectPath} ${agentInterface} ${method} '${signature}' ${words.join(' ')} ${options}`;
}
