/** Whether a file keeps NetworkManager off its device. */
import type { HostState } from '../../../../model/host-state.ts';
import { isFalse } from '../ifcfg/switches.ts';
import { tryReadIfcfg } from './boot-files.ts';
import { configOf } from './config.ts';

/** Whether `ifcfg-NAME` says NM_CONTROLLED=no (nm-settings-ifcfg-rh(5)). */
export function isReleased(name: string, state: HostState): boolean {
  const file = configOf(state).files.find((one) => one.name === `ifcfg-${name}`);
  return isFalse(file && tryReadIfcfg(file)?.get('NM_CONTROLLED'));
}
