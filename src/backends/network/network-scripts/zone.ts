/** ZONE: ifup asks firewalld for it each time, and without it for the default zone (initscripts: ifup-post). */
import { zoneBeside } from '../../../model/firewalld.ts';
import type { HostState } from '../../../model/host-state.ts';
import { bootFiles, tryReadIfcfg } from './files/boot-files.ts';
import { findInterfaceFile } from './files/interface-file.ts';

/** What the device's file says. */
export function zoneOf(device: string, state: HostState): string | undefined {
  const mac = state.links.find(({ name }) => name === device)?.mac;
  const file = findInterfaceFile(device, mac, bootFiles(state));
  const zone = file && tryReadIfcfg(file)?.get('ZONE');
  return zone === '' ? undefined : zone;
}

/** For the bridge's file: a zone that is not in the interface's file, because ifup would undo what firewalld's own files say. */
export function zoneEntry(
  uplink: string,
  entries: ReadonlyMap<string, string>,
  state: HostState,
): readonly [string, string][] {
  const zone = (entries.get('ZONE') ?? '') === '' ? zoneBeside(uplink, state) : undefined;
  return zone === undefined || zone === state.firewalld.defaultZone ? [] : [['ZONE', zone]];
}
