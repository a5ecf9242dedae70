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

/** Those of `from` that a new link would not get by itself. */
export function carriedSettings(from: string, bridge: string, state: HostState): readonly CarriedSetting[] {
  const fresh = state.interfaceSysctls.default ?? {};
  const own = state.interfaceSysctls[from] ?? {};
  const files = configuredFor(from, state.sysctlFiles, Object.keys(own));
  return Object.keys(own)
    .sort()
    .flatMap((key) => {
      const value = own[key] ?? '';
      const differs = fresh[key] !== undefined && value !== fresh[key] && /^-?\d+$/.test(value);
      if (!differs || !isCarried(key, own) || isAnotherPrograms(key, value, from, state)) return [];
      return [{ path: pathOf(bridge, key), value, kept: files.get(key) === value }];
    });
}

/** How the kernel makes addresses of a secret (RFC 7217). */
const fromSecret = ['stable_secret', 'random'];

/** Whether the kernel makes the link's addresses of a secret. */
export function hasSecret({ addressGeneration }: Link): boolean {
  return fromSecret.includes(addressGeneration ?? '');
}

/**
 * NetworkManager turns the kernel's part off and takes the advertisements itself (NetworkManager: nm-ndisc.c). Where it has
 * taken one, the kernel has to do so for the bridge, of which NetworkManager knows nothing.
 */
function isAnotherPrograms(key: string, value: string, from: string, { routes, networkManager }: HostState): boolean {
  if (key !== 'ipv6/conf/accept_ra' || value !== '0' || networkManager.devices[from] !== 'managed') return false;
  return routes.some(({ family, device, protocol }) => family === 6 && device === from && protocol === 'ra');
}
