/** The option `persist`: addresses that the interface has and its file lacks. */
import { AgentError } from '../../contract/errors.ts';
import type { createBridgeOptions } from '../../contract/options.ts';
import { parseAddress, parseCidr } from '../../model/addresses.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { OptionsOf } from './option-types.ts';

type Persist = CreateBridgeRequest['persist'];

/** In canonical form, with or without a prefix length. Throws InvalidAddress; InvalidArgs where other addresses are asked for. */
export function readPersist(options: OptionsOf<typeof createBridgeOptions>): Persist {
  const { addressing, persist } = options;
  if (persist.length > 0 && (addressing === 'static' || addressing === 'none')) {
    throw new AgentError('InvalidArgs', `the option 'persist' needs addressing 'keep' or 'dhcp', not '${addressing}'`);
  }
  return persist.map((text) => (text.includes('/') ? parseCidr(text) : parseAddress(text)));
}
