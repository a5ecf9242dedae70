/** The settings that the boot's files give a bridge, or its port. */
import type { HostState } from '../../model/host-state.ts';
import { othersFiles } from './boot.ts';
import { configuredFor } from './configured.ts';
import { isOwn } from './keys.ts';

export interface Wanted {
  readonly key: string;
  readonly value: string;
  /** Whether a file says it of the bridge, so that it comes back. */
  readonly kept: boolean;
}

/** Of the port's what only our drop-in says is left out: it makes it a port. */
export function wantedOf(bridge: string, port: string | undefined, state: HostState): readonly Wanted[] {
  const known = Object.keys(state.interfaceSysctls.default ?? {});
  const ofBridge = configuredFor(bridge, state.sysctlFiles, known);
  const ofPort = port === undefined ? [] : [...configuredFor(port, othersFiles(state), known)];
  const lacking = ofPort.filter(([key]) => !ofBridge.has(key));
  return [
    ...[...ofBridge].map(([key, value]) => ({ key, value, kept: true })),
    ...lacking.map(([key, value]) => ({ key, value, kept: false })),
  ].filter(({ key }) => !isOwn(key));
}
