import { verifyOptions } from '../../contract/options.ts';
import type { BusValue } from '../../model/bus-value.ts';
import { parseBridgeName } from '../../model/names.ts';
import type { VerifyRequest } from '../../model/requests.ts';
import { deepFreeze } from './deep-freeze.ts';
import { optionsAt, textAt } from './positional.ts';
import { readOptions } from './read-options.ts';

/** A frozen request from `s bridge, a{sv} options`. Throws AgentError with the codes of bad input. */
export function parseVerify(args: readonly BusValue[]): VerifyRequest {
  const bridge = parseBridgeName(textAt(args, 0));
  readOptions(verifyOptions, optionsAt(args, 1));
  return deepFreeze({ operation: 'Verify', bridge });
}
