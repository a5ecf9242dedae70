/** The option `probe`: machines on the interface's link. */
import { AgentError } from '../../contract/errors.ts';
import { isLinkLocal, parseAddress } from '../../model/addresses.ts';
import { quoted } from '../../contract/quoted.ts';

/**
 * The addresses in canonical form, each once. Throws InvalidAddress, also for a link-local one, which may belong to different
 * machines on different links.
 */
export function readProbe(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(readAddress))];
}

function readAddress(text: string): string {
  const address = parseAddress(text);
  if (!isLinkLocal(address)) return address.address;
  throw new AgentError('InvalidAddress', `${quoted(text)} is link-local and cannot be probed; give a global address`);
}
