/** How the tests of the backend have a bridge planned. */
import { networkManager as backend } from '../../../../../src/backends/network/network-manager/backend.ts';
import type { HostState } from '../../../../../src/model/host-state.ts';
import type { NetworkManagerConfig } from '../../../../../src/model/network-config.ts';
import type { CreateBridgeRequest } from '../../../../../src/model/requests.ts';
import { contextOf, request } from '../../../support/host.ts';
import { managedHost, profile, textsIn } from '../../../support/network-manager.ts';

export const live = { activate: 'live', networkmanager: 'keep' } as const;

export function plan(state: HostState, asked: Partial<CreateBridgeRequest> = {}) {
  const uplink = (asked.activate ?? 'live') === 'boot' ? undefined : state.links[0];
  return backend.planCreate(request({ ...live, ...asked }), contextOf(state, { uplink }));
}

export function bridgeOf(state: HostState, asked: Partial<CreateBridgeRequest> = {}): string {
  return textsIn(plan(state, asked).before)['br0.nmconnection'] ?? '';
}

export const withProfile = (text: string, more: Partial<NetworkManagerConfig> = {}, state: Partial<HostState> = {}) =>
  managedHost({ profiles: [profile(text)], ...more }, state);
