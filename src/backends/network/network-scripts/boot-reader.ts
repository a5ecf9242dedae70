/** What reads the ifcfg files at the next boot, so that what is live now is there again. */
import { AgentError } from '../../../contract/errors.ts';
import type { HostState } from '../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { isReleased } from './files/boot-files.ts';
import { configOf } from './files/config.ts';

/** Why the boot may pass the files over, in words for an error or a finding. */
export interface Unread {
  /** Whether that is certain. */
  readonly certain: boolean;
  readonly why: string;
  /** What to do, a sentence's end. */
  readonly remedy: string;
}

const enabling = "'systemctl enable network' (without systemd 'chkconfig network on')";

/** Undefined where the boot starts the service `network`. */
export function unreadByService(state: HostState): Unread | undefined {
  const { atBoot } = state;
  if (configOf(state).service !== 'present') {
    return {
      certain: true,
      why: "there is no service 'network' on this host",
      remedy: `install the distribution's network-scripts and enable them with ${enabling}`,
    };
  }
  if (atBoot.network === 'enabled') return undefined;
  const certain = atBoot.network === 'disabled';
  const why = certain
    ? "the service 'network' is not enabled"
    : "it is unknown whether the service 'network' is enabled (see 'systemctl is-enabled network', or 'chkconfig --list network')";
  return { certain, why, remedy: `enable it with ${enabling}` };
}

/**
 * Whether NetworkManager starts at boot and takes these files for its own (nm-settings-ifcfg-rh(5)). @param names of devices
 * whose files it must be allowed to take.
 */
export function networkManagerReads(names: readonly string[], state: HostState): boolean {
  const { status, readsIfcfg, devices } = state.networkManager;
  const starts = status !== 'absent' && state.atBoot.NetworkManager === 'enabled';
  const mayHave = (name: string): boolean => devices[name] !== 'unmanaged' && !isReleased(name, state);
  return starts && readsIfcfg && names.every(mayHave);
}

/** Throws AgentError(Refused) where files would be written that nothing reads: the next boot would be without a network. */
export function requireReader(request: CreateBridgeRequest, state: HostState): void {
  // What boots an image can't be told from here, and it takes nothing off the network.
  if (!state.live) return;
  const { networkmanager, bridge, interface: uplink } = request;
  const installed = state.networkManager.status !== 'absent';
  if (networkmanager === 'disable' && installed) return;
  if (networkmanager === 'unchanged' && networkManagerReads([uplink], state)) return;
  const unread = unreadByService(state);
  if (unread === undefined) return;
  const instead =
    installed && configOf(state).service === 'present' ? ", or use networkmanager 'disable', which enables it" : '';
  throw new AgentError(
    'Refused',
    `no enabled service is known to read the files of '${bridge}' and '${uplink}' at the next boot, which could leave the host without its network: ${unread.why}; ${unread.remedy}${instead}`,
  );
}
