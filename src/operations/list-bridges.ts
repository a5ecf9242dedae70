/** ListBridges: the bridges of the kernel, with their ports and guests. */
import type { SharedHostState } from '../backends/host-state/read-shared.ts';
import { interfacesOn, guestsOn, type InterfaceOnBridge } from '../backends/libvirt/guest-interfaces.ts';
import { variant, variantMap, type BusValue } from '../model/bus-value.ts';
import { guestParts, type GuestState, type Link } from '../model/host-state.ts';
import { isNatBridgeName } from '../model/names.ts';
import { natNetworkOf } from '../model/nat-bridges.ts';
import { portsOf } from '../model/links.ts';
import { addressesOf, listOf } from './shared/list.ts';
import type { Operation } from './shared/operation.ts';

export function listBridges(host: SharedHostState): Operation<undefined> {
  return listOf(host, guestParts, (state) =>
    state.links.filter((link) => link.bridge !== undefined).map((link) => describeBridge(link, state)),
  );
}

function describeBridge(link: Link, state: GuestState): BusValue {
  const ports = portsOf(link.name, state.links).map((port) => port.name);
  return variantMap({
    name: variant('s', link.name),
    id: variant('s', link.bridge?.id ?? ''),
    mac: variant('s', link.mac),
    mtu: variant('u', link.mtu),
    stp: variant('b', link.bridge?.stp ?? false),
    'forward-delay': variant('u', Math.round((link.bridge?.forwardDelay ?? 0) / 100)),
    up: variant('b', link.up),
    ports: variant('as', ports),
    addresses: variant('as', addressesOf(link)),
    guests: variant(
      'as',
      guestsOn(link.name, state).map(({ name }) => name),
    ),
    cards: variant('aa{sv}', interfacesOn(link.name, state).map(describeInterface)),
    nat: variant('b', isNatBridgeName(link.name) || natNetworkOf(link.name, state.libvirtNetworks) !== undefined),
  });
}

function describeInterface({ guest, mac, target }: InterfaceOnBridge): BusValue {
  return variantMap({ guest: variant('s', guest.name), mac: variant('s', mac), target: variant('s', target) });
}
