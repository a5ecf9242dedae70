/** ListBridges and ListInterfaces: what is there, for people who choose. */
import { readHostState } from '../backends/host-state.ts';
import type { Host } from '../host/host.ts';
import { variant, variantMap, type BusValue } from '../model/bus-value.ts';
import type { HostState, Link } from '../model/host-state.ts';
import { isNatBridgeName } from '../model/names.ts';
import { natNetworkOf } from '../model/nat-bridges.ts';
import { cardsOn, guestsOn, type CardOnBridge } from './guests/cards.ts';
import { bridgingProblem } from './bridges/guards.ts';
import type { Operation } from './operation.ts';

export function createListBridges(host: Host): Operation<undefined> {
  return list(host, (state) =>
    state.links.filter((link) => link.bridge !== undefined).map((link) => describeBridge(link, state)),
  );
}

export function createListInterfaces(host: Host): Operation<undefined> {
  return list(host, (state) =>
    state.links.filter((link) => link.bridge === undefined).map((link) => describeInterface(link, state)),
  );
}

function list(host: Host, describe: (state: HostState) => readonly BusValue[]): Operation<undefined> {
  return {
    parse: () => undefined,
    details: () => ({}),
    run: async () => [describe(await readHostState(host, { filters: false }))],
  };
}

function describeBridge(link: Link, state: HostState): BusValue {
  const ports = state.links.filter((port) => port.master === link.name).map((port) => port.name);
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
