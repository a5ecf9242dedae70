/** Our own methods as lines for a shell (busctl(1)). */
import { agentInterface, busName, objectPath } from './names.ts';

/** @param words the arguments, each a name that a shell leaves as it is; options are left out. */
export function busctlCall(method: string, signature: string, ...words: readonly string[]): string {
  return `busctl call ${busName} ${objectPath} ${agentInterface} ${method} '${signature}' ${words.join(' ')} 0`;
}
