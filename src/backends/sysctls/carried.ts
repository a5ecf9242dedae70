/** Which of an interface's settings the new bridge in its place is given in the running kernel. */
import type { HostState, Link } from '../../model/host-state.ts';
import { configuredFor } from './configured.ts';
import { isCarried, pathOf } from './keys.ts';

export interface CarriedSetting {
  /** Below /proc/sys. */
  readonly path: string;
  /** A number: no setting that is carried is anything else. */
  readonly value: string;
  /** Whether a file sets it at the next boot too. */
  readonly kept: boolean;
}

/** Whether a NetworkManager that has the interface has the bridge too, and sets on it what it sets on its devices. */
export type Managed = 'stays' | 'released';

/** Those of `from` that a new link would not get by itself. */
export function carriedSettings(
  from: string,
  bridge: string,
  state: HostState,
  managed: Managed = 'released',
): readonly CarriedSetting[] {
  const fresh = state.interfaceSysctls.default ?? {};
  const own = state.interfaceSysctls[from] ?? {};
  const files = configuredFor(from, state.sysctlFiles, Object.keys(own));
  return Object.keys(own)
    .sort()
    .flatMap((key) => {
      const value = own[key] ?? '';
      const differs = fresh[key] !== undefined && value !== fresh[key] && /^-?\d+$/.test(value);
      if (!differs || !isCarried(key, own)) return [];
      const isManagers = isNetworkManagers(key, value, from, state);
      if (isManagers && managed === 'released' && takesAdvertisements(from, state)) return [];
      const kept = files.get(key) === value || (isManagers && managed === 'stays');
      return [{ path: pathOf(bridge, key), value, kept }];
    });
}

/** How the kernel makes addresses of a secret (RFC 7217). */
const fromSecret = ['stable_secret', 'random'];

/** Whether the kernel makes the link's addresses of a secret. */
export function hasSecret({ addressGeneration }: Link): boolean {
  return fromSecret.includes(addressGeneration ?? '');
}

/** NetworkManager turns the kernel's part off and takes the advertisements itself (NetworkManager: nm-ndisc.c). */
function isNetworkManagers(key: string, value: string, from: string, { networkManager }: HostState): boolean {
  return key === 'ipv6/conf/accept_ra' && value === '0' && networkManager.devices[from] === 'managed';
}

/** Where it has taken one, the kernel has to do so for a bridge of which NetworkManager knows nothing. */
function takesAdvertisements(from: string, { routes }: HostState): boolean {
  return routes.some(({ family, device, protocol }) => family === 6 && device === from && protocol === 'ra');
}
