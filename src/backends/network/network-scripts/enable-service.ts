/** The service `network`, which the next boot starts where nothing else would read the files. */
import { listOf } from '../../../contract/list-of.ts';
import type { HostState } from '../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { nothing, type StepGroup } from '../../../model/step-group.ts';
import { takesService } from './guards/boot-reader.ts';
import { bootFiles, isInterfaceFileName, tryReadIfcfg } from './files/boot-files.ts';
import { configOf } from './files/config.ts';
import { deviceOf } from './files/interface-file.ts';
import { isReleased } from './files/boot-files.ts';
import { startsAtBoot } from '../ifcfg/readings.ts';
import { atBoot } from '../../services/steps.ts';

/** Nothing where it is enabled, or where the plan does not need it. The warnings say what else it does. */
export function planEnableService(request: CreateBridgeRequest, state: HostState): StepGroup {
  if (!takesService(request, state)) return nothing;
  return {
    before: atBoot('network', state.atBoot.network, 'enabled'),
    after: [],
    warnings: alsoBroughtUp(request, state),
  };
}

/**
 * The service brings up all files, not those of the bridge alone. That is a warning and no refusal: from RHEL 6 on, ifup
 * leaves to a NetworkManager that runs the files that it has (initscripts: network-functions, source_config), and RHEL 6
 * and 7 started both.
 */
function alsoBroughtUp(request: CreateBridgeRequest, state: HostState): readonly string[] {
  const own: readonly string[] = [request.bridge, request.interface];
  const others = devicesAtBoot(state).filter((device) => !own.includes(device));
  if (others.length === 0) return [];
  const { status, readsIfcfg } = state.networkManager;
  const stays = request.networkmanager !== 'disable' && status !== 'absent' && readsIfcfg;
  const shared = stays ? others.filter((device) => !isReleased(device, state)) : [];
  const beside =
    shared.length === 0
      ? ''
      : `, also where NetworkManager has them (${listed(shared)}): ifup leaves those to it only if it runs by then`;
  return [
    `from the next boot on the service 'network' also brings up ${listed(others)}${beside}; set ONBOOT=no in the files of those that it must leave alone`,
  ];
}

function devicesAtBoot(state: HostState): readonly string[] {
  const { delayUnit } = configOf(state);
  return bootFiles(state)
    .filter((file) => isInterfaceFileName(file.name) && startsAtBoot(tryReadIfcfg(file)?.get('ONBOOT'), delayUnit))
    .flatMap((file) => deviceOf(file) ?? []);
}

/** At most four of them, in quotes. */
function listed(names: readonly string[]): string {
  return listOf(
    names.map((name) => `'${name}'`),
    { last: ', ' },
  );
}
