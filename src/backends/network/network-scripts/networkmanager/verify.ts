/** What Verify says of NetworkManager: what it does now, and what it will do after it has started again. */
import { valuesOf } from '../../../../contract/list-of.ts';
import { fail, pass, skip, warn, type Finding } from '../../../../model/finding.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { isReleased } from '../files/boot-files.ts';
import { dropInOf, dropInText, releases, type Released } from './drop-in.ts';

const check = 'networkmanager';

/** @param released the bridge and its interfaces. */
export function verifyNetworkManager(released: Released, state: HostState): Finding {
  const { status, devices } = state.networkManager;
  if (status === 'absent') return skip(check, 'NetworkManager is not installed');
  if (status === 'stopped' && ['disabled', 'masked'].includes(state.atBoot.NetworkManager)) {
    return pass(check, 'NetworkManager', 'not running and not started at boot');
  }
  const names = namesOf(released);
  const remedy = `write ${quotedText(released)} to a file in /etc/NetworkManager/conf.d, then 'systemctl restart NetworkManager'`;
  const comparison = {
    message: 'what NetworkManager does with the bridge and its interface, now and after its next start',
    expected: 'leaves them alone',
    remedy,
  };
  if (status === 'silent') return warn(check, { ...comparison, found: 'it does not answer' });
  const held = names.filter((name) => (devices[name] ?? 'unmanaged') !== 'unmanaged');
  if (held.length > 0) return fail(check, { ...comparison, found: `it manages ${valuesOf(held)} now` });
  const lasting = isLasting(released, state);
  return lasting
    ? pass(check, comparison.message, comparison.expected)
    : warn(check, { ...comparison, found: `it may take ${valuesOf(names)} when it starts` });
}

function namesOf({ bridge, uplink, ports }: Released): readonly string[] {
  return [...new Set([uplink, bridge, ...ports])];
}

/** By our file, or by NM_CONTROLLED=no where it reads that. */
function isLasting(released: Released, state: HostState): boolean {
  if (releases(released, dropInOf(released.bridge, state))) return true;
  return state.networkManager.readsIfcfg && namesOf(released).every((name) => isReleased(name, state));
}

function quotedText(released: Released): string {
  const [, section = '', line = ''] = dropInText(released, 'now').split('\n');
  return `'${section}' and '${line}'`;
}
