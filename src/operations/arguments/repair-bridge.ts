import { repairBridgeOptions } from '../../contract/options.ts';
import type { BusValue } from '../../model/bus-value.ts';
import { parseBridgeName } from '../../model/names.ts';
import { immediate, type RepairBridgeRequest } from '../../model/requests.ts';
import { deepFreeze } from './deep-freeze.ts';
import { optionsAt, textAt } from './positional.ts';
import { readOptions } from './read-options.ts';

/** A frozen request from `s bridge, a{sv} options`. Throws AgentError with the codes of bad input. */
export function parseRepairBridge(args: readonly BusValue[]): RepairBridgeRequest {
  const bridge = parseBridgeName(textAt(args, 0));
  const options = readOptions(repairBridgeOptions, optionsAt(args, 1));
  return deepFreeze({
    operation: 'RepairBridge',
    bridge,
    ...immediate,
    confirmWithin: options['confirm-within'],
    dryRun: options['dry-run'],
  });
}
