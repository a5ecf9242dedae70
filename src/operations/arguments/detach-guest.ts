import { detachGuestOptions } from '../../contract/options.ts';
import type { BusValue } from '../../model/bus-value.ts';
import { parseBridgeName, parseGuestName } from '../../model/names.ts';
import { immediate, type DetachGuestRequest } from '../../model/requests.ts';
import { macOf } from './attach-guest.ts';
import { deepFreeze } from './deep-freeze.ts';
import { optionsAt, textAt } from './positional.ts';
import { readOptions } from './read-options.ts';

/** A frozen request from `s guest, s bridge, a{sv} options`. Throws AgentError with the codes of bad input. */
export function parseDetachGuest(args: readonly BusValue[]): DetachGuestRequest {
  const guest = parseGuestName(textAt(args, 0));
  const bridge = parseBridgeName(textAt(args, 1));
  const options = readOptions(detachGuestOptions, optionsAt(args, 2));
  return deepFreeze({
    operation: 'DetachGuest',
    guest,
    bridge,
    mac: macOf(options.mac),
    ...immediate,
    dryRun: options['dry-run'],
  });
}
