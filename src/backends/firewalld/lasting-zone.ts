/** The zone that an interface is in at the next boot. */
import type { HostState } from '../../model/host-state.ts';
import { zoneBeside } from '../../model/lasting-zone.ts';
import { backendOf } from '../network/detect.ts';

/** What the network stack asks firewalld for, else what firewalld has written down; undefined for the default zone of then. */
export function lastingZone(device: string, state: HostState): string | undefined {
  return backendOf(device, state).zoneOf?.(device, state) ?? zoneBeside(device, state);
}
