/** ZONE: ifup asks firewalld for it each time, and without it for the default zone (initscripts: ifup-post). */
import type { HostState } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import { zoneBeside } from '../../../../model/lasting-zone.ts';
import { ownAddressOf } from '../../../../model/uplink-kinds.ts';
import { bootFiles } from './boot-files.ts';
import { claimOf, claims } from './interface-file.ts';

/** What the device's file says; of several, the first. */
export function zoneOf(device: string, state: HostState): string | undefined {
  const mac = ownAddressOf(linkNamed(device, state.links));
  const file = bootFiles(state).find((one) => claims(one, device, mac));
  return file && claimOf(file, 'ZONE');
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
