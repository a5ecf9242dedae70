/** The zone of an interface that outlives firewalld's present run. */
import { zoneInFiles } from './firewalld.ts';
import type { HostState } from './host-state.ts';

/**
 * The zone that the interface is in for longer than firewalld runs, by another word than the network stack's: what NetworkManager
 * asks for again each time (connection.zone), else firewalld's own files. undefined for none.
 */
export function zoneBeside(name: string, { firewalld, networkManager }: HostState): string | undefined {
  const managed = networkManager.devices[name] === 'managed' ? firewalld.bound[name] : undefined;
  return managed ?? zoneInFiles(name, firewalld);
}
