/** ListBridges and ListInterfaces: what is there, for people who choose. */
import type { SharedHostState } from '../backends/shared-host-state.ts';
import { SharedReading } from '../host/shared-reading.ts';
import { variant, variantMap, type BusValue } from '../model/bus-value.ts';
import type { HostState, Link } from '../model/host-state.ts';
import { isNatBridgeName } from '../model/names.ts';
import { natNetworkOf } from '../model/nat-bridges.ts';
import { portsOf } from '../model/uplink.ts';
import { cardsOn, guestsOn, type CardOnBridge } from './guests/cards.ts';
import { bridgingProblem } from './bridges/guards.ts';
import type { Operation } from './shared/operation.ts';

export function createListBridges(host: SharedHostState): Operation<undefined> {
  return list(host, (state) =>
    state.links.filter((link) => link.bridge !== undefined).map((link) => describeBridge(link, state)),
  );
}

export function createListInterfaces(host: SharedHostState): Operation<undefined> {
  return list(host, (state) =>
    state.links.filter((link) => link.bridge === undefined).map((link) => describeInterface(link, state)),
  );
}

/** What is told is made once for all who share a reading of the host. */
function list(host: SharedHostState, describe: (state: HostState) => readonly BusValue[]): Operation<undefined> {
  const list = new SharedReading(async () => describe(await host.withoutFilters()));
  return {
    parse: () => undefined,
    details: () => ({}),
    run: async () => [await list.get()],
  };
}

function describeBridge(link: Link, state: HostState): BusValue {
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
    cards: variant('aa{sv}', cardsOn(link.name, state).map(describeCard)),
    nat: variant('b', isNatBridgeName(link.name) || natNetworkOf(link.name, state.libvirtNetworks) !== undefined),
  });
}

function describeCard({ guest, mac, target }: CardOnBridge): BusValue {
  return variantMap({ guest: variant('s', guest.name), mac: variant('s', mac), target: variant('s', target) });
}

function describeInterface(link: Link, state: HostState): BusValue {
  const reason = whyNot(link, state);
  return variantMap({
    name: variant('s', link.name),
    kind: variant('s', link.kind ?? link.type),
    mac: variant('s', link.mac),
    mtu: variant('u', link.mtu),
    up: variant('b', link.up),
    carrier: variant('b', link.carrier),
    master: variant('s', link.master ?? ''),
    addresses: variant('as', addressesOf(link)),
    bridgeable: variant('b', reason === ''),
    reason: variant('s', reason),
  });
}

function whyNot(link: Link, state: HostState): string {
  if (link.master !== undefined) return `interface '${link.name}' is already a port of '${link.master}'`;
  return bridgingProblem(link, state)?.message ?? '';
}

function addressesOf(link: Link): string[] {
  return link.addresses.map((address) => `${address.address}/${address.prefix}`);
}
