import { busctlCall } from '../../contract/busctl.ts';

/** The command that calls SetBridgedTraffic. */
export function setBridgedTrafficCall(policy: string, bridge: string): string {
  return busctlCall('SetBridgedTraffic', 'ssa{sv}', [bridge, policy]);
}
