/** Whether NetworkManager's own configuration lets it have a bridge, and take over what it finds. */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { StackState } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import { deviceSettings, keepsConfiguration, leftAloneBy } from '../configuration/device-settings.ts';
import { configOf } from '../profiles/owner.ts';
import { deviceTypeOf } from '../profiles/uplink-types.ts';

/** By what setting NetworkManager would leave the bridge alone; undefined where it would not, or does not say. */
export function bridgeLeftAloneBy(bridge: string, state: StackState): string | undefined {
  const settings = deviceSettings(configOf(state).configuration);
  return settings && leftAloneBy(asBridge(bridge), settings);
}

/** Throws AgentError(Refused): the next boot would not make the bridge. */
export function requireManaged(bridge: string, state: StackState): void {
  const setting = bridgeLeftAloneBy(bridge, state);
  if (setting === undefined) return;
  throw new AgentError(
    'Refused',
    `bridge '${bridge}' would be made by no boot, because NetworkManager is configured to leave it alone by ${quoted(setting)}; ` +
      `see 'NetworkManager --print-config', and except '${bridge}' there or choose another name`,
  );
}

/** Throws AgentError(Unsupported) where its start would configure the bridge or the interface from scratch. */
export function requireTakenOver(bridge: string, device: string | undefined, state: StackState): void {
  const settings = deviceSettings(configOf(state).configuration);
  if (settings === undefined) return;
  const devices = [
    asBridge(bridge),
    ...(device === undefined ? [] : [{ name: device, type: deviceTypeOf(linkNamed(device, state.links)) }]),
  ];
  const fresh = devices.find((one) => !keepsConfiguration(one, settings));
  if (fresh === undefined) return;
  throw new AgentError(
    'Unsupported',
    `interface '${fresh.name}' would be brought up anew at each start of NetworkManager, which is configured so by 'keep-configuration=no'; use activate 'boot'`,
  );
}

function asBridge(name: string): { name: string; type: string; driver: string } {
  return { name, type: 'bridge', driver: 'bridge' };
}
