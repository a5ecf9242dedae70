import type { Guest, GuestInterface, HostState, LibvirtNetwork } from '../../../../src/model/host-state.ts';
import type { BridgeName, GuestName } from '../../../../src/model/names.ts';
import type { AttachGuestRequest, DetachGuestRequest } from '../../../../src/model/requests.ts';
import { bridgeLink } from '../../operations/bridges/bridges.ts';
import { link, hostWith, libvirt } from '../../support/host.ts';

export const mac = '52:54:00:00:00:01';
export const uuid = '6695eb01-f6a4-8304-79aa-97f2502e193f';
export const lan: LibvirtNetwork = { name: 'lan', bridge: 'br0', forward: 'bridge', addresses: [] };
export const nat: LibvirtNetwork = { name: 'default', bridge: 'virbr0', forward: 'nat', addresses: [] };

/** An interface on br0 of a stopped guest. */
export function nic(more: Partial<GuestInterface> = {}): GuestInterface {
  const { type = 'bridge', source = 'br0', mac: address = mac } = more;
  const xml = `<interface type='${type}'>\n  <mac address='${address}'/>\n  <source ${type}='${source}'/>\n  <model type='virtio'/>\n</interface>\n`;
  return { mac, type, source, target: undefined, model: 'virtio', xml, ...more };
}

/** A persistent, running guest without an interface. */
export function guest(more: Partial<Guest> = {}): Guest {
  return { uuid, name: 'web1', state: 'running', job: undefined, live: [], configured: [], ...more };
}

export const stopped: Partial<Guest> = { state: 'shut off', live: undefined };
export const transient: Partial<Guest> = { configured: undefined };

/** A host with br0, libvirt's two kinds of networks and these guests. */
export function hostOf(guests: readonly Guest[], more: Partial<HostState> = {}): HostState {
  const links = [link({ master: 'br0' }), bridgeLink()];
  return hostWith({}, { links, libvirtNetworks: [lan, nat], libvirt: libvirt({ guests }), ...more });
}

export function attach(more: Partial<AttachGuestRequest> = {}): AttachGuestRequest {
  const absent = { mac: undefined, replace: undefined, live: undefined, persistent: undefined };
  return { operation: 'AttachGuest', ...names(), model: 'virtio', ...absent, ...common, ...more };
}

export function detach(more: Partial<DetachGuestRequest> = {}): DetachGuestRequest {
  return { operation: 'DetachGuest', ...names(), mac: undefined, ...common, ...more };
}

const common = { activate: 'live', confirmWithin: 0, dryRun: false } as const;

function names(): { guest: GuestName; bridge: BridgeName } {
  return { guest: 'web1' as GuestName, bridge: 'br0' as BridgeName };
}
