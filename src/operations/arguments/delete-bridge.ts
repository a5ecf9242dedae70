import { deleteBridgeOptions } from '../../contract/options.ts';
import type { BusValue } from '../../model/bus-value.ts';
import { parseBridgeName } from '../../model/names.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { deepFreeze } from './deep-freeze.ts';
import { optionsAt, textAt } from './positional.ts';
import { readOptions } from './read-options.ts';
import { readProbe } from './probe.ts';

/** A frozen request from `s bridge, a{sv} options`. Throws AgentError with the codes of bad input. */
export function parseDeleteBridge(args: readonly BusValue[]): DeleteBridgeRequest {
  const bridge = parseBridgeName(textAt(args, 0));
  const options = readOptions(deleteBridgeOptions, optionsAt(args, 1));
  return deepFreeze({
    operation: 'DeleteBridge',
    bridge,
    activate: options.activate,
    confirmWithin: options['confirm-within'],
    probe: readProbe(options.probe),
    dryRun: options['dry-run'],
  });
}
