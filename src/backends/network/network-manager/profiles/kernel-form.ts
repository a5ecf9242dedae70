/**
 * Addresses and default routes as NetworkManager sets them: a network's route has the metric of the profile, so it is set by
 * NetworkManager and not by the kernel (NetworkManager: nm-l3cfg.c). Otherwise it would set its own beside ours.
 */
import ipaddr from 'ipaddr.js';
import type { HostAddress, HostState, Route } from '../../../../model/host-state.ts';
import type { KernelTarget } from '../../../interfaces/network-backend.ts';
import { plainRoute } from '../../../links/configured.ts';
import { groupOfFamily } from './addressing.ts';
import { numberOf } from '../keyfile/values.ts';
import { metricOf } from './metric.ts';
import { readProfiles } from './owner.ts';

/** @param from the device whose metric counts, because it has the host's routes now. */
export function kernelForm({ addresses, routes }: KernelTarget, from: string, state: HostState): KernelTarget {
  const withMetric = (route: Route): Route => {
    const { family } = route;
    return { ...route, metric: metricOf(from, family, state, writtenMetric(from, family, state)) };
  };
  const networks = addresses.flatMap((address) => networkRoute(address, from));
  return {
    addresses: addresses.map((address) => ({ ...address, noPrefixRoute: true })),
    routes: [...networks, ...routes.map((route) => ({ ...route, protocol: 'static' }))].map(withMetric),
  };
}

/** What the bridge's profile says, for the bridge or one of its ports; undefined where it says nothing. */
function writtenMetric(device: string, family: 4 | 6, state: HostState): number | undefined {
  const controller = readProfiles(state).find(({ settings }) => settings.interfaceName === device)?.settings.controller;
  const bridge = readProfiles(state).find(({ profile, settings: { type, interfaceName } }) => {
    return type === 'bridge' && [device, controller].some((one) => one === interfaceName || one === profile.uuid);
  });
  return numberOf(bridge?.settings.keyfile.get(groupOfFamily(family), 'route-metric'));
}

/** Not for an address without a network. */
function networkRoute({ family, address, prefix }: HostAddress, device: string): Route[] {
  if (prefix === (family === 4 ? 32 : 128)) return [];
  const kind = family === 4 ? ipaddr.IPv4 : ipaddr.IPv6;
  const network = kind.networkAddressFromCIDR(`${address}/${prefix}`);
  const destination = `${network instanceof ipaddr.IPv6 ? network.toRFC5952String() : network.toString()}/${prefix}`;
  const ofIPv4 = family === 4 ? { scope: 'link', source: address } : {};
  return [{ ...plainRoute(family, destination, device), protocol: 'kernel', ...ofIPv4 }];
}
