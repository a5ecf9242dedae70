/** What reads the ifcfg files at the next boot, so that what is live now is there again. */
import { AgentError } from '../../../../contract/errors.ts';
import type { StackState } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { isReleased } from '../files/boot-files.ts';
import { configOf } from '../files/config.ts';

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
export function unreadByService(state: StackState): Unread | undefined {
  const { network } = state.atBoot;
  if (configOf(state).service !== 'present') {
    return {
      certain: true,
      why: `there is no service 'network' on this host${besideNetworkManager(state)}`,
      remedy: `install the distribution's network-scripts and enable them with ${enabling}`,
    };
  }
  if (network === 'enabled') return undefined;
  if (network === 'masked') {
    const remedy = `unmask and enable it with 'systemctl unmask network' and 'systemctl enable network'`;
    return { certain: true, why: "the service 'network' is masked", remedy };
  }
  const certain = network === 'disabled';
  const why = certain
    ? "the service 'network' is not enabled"
    : "it is unknown whether the service 'network' is enabled (see 'systemctl is-enabled network', or 'chkconfig --list network')";
  return { certain, why, remedy: `enable it with ${enabling}` };
}

/** A stock RHEL 8 has the files, and NetworkManager to read them. */
function besideNetworkManager({ networkManager }: StackState): string {
  return networkManager.status === 'absent'
    ? ''
    : ', only NetworkManager, with which Bridgehead cannot leave an interface yet';
}

/**
 * Whether NetworkManager starts at boot and takes these files for its own (nm-settings-ifcfg-rh(5)). @param names of devices
 * whose files it must be allowed to take.
 */
export function networkManagerReads(names: readonly string[], state: StackState): boolean {
  const { status, readsIfcfg, devices } = state.networkManager;
  const starts = status !== 'absent' && state.atBoot.NetworkManager === 'enabled';
  const mayHave = (name: string): boolean => devices[name] !== 'unmanaged' && !isReleased(name, state);
  return starts && readsIfcfg && names.every(mayHave);
}

/** Whether NetworkManager, which the change leaves in charge, would read the interface's file. */
function staysWithNetworkManager({ networkmanager, interface: uplink }: Request, state: StackState): boolean {
  return networkmanager === 'unchanged' && networkManagerReads([uplink], state);
}

interface Request extends Pick<CreateBridgeRequest, 'networkmanager'> {
  readonly interface: string;
}

/**
 * Whether a plan has the boot start the service `network`: where nothing else would read the files, NetworkManager being
 * absent, or kept off them by the change. With `disable` the caller has asked for it, whatever is known of the service.
 */
export function takesService(request: Request, state: StackState): boolean {
  if (!state.live || configOf(state).service !== 'present') return false;
  const { network } = state.atBoot;
  if (network === 'disabled') return !staysWithNetworkManager(request, state);
  return network === 'unknown' && request.networkmanager === 'disable' && state.networkManager.status !== 'absent';
}

/** Throws AgentError(Refused) where files would be written that nothing reads: the next boot would be without a network. */
export function requireReader(request: CreateBridgeRequest, state: StackState): void {
  const problem = problemOf(`the files of '${request.bridge}' and '${request.interface}'`, request, state);
  if (problem !== undefined) throw problem;
}

/** Why `requireReader` would refuse any bridge over the device, with the default options; undefined where it would not. */
export function readerProblem(device: string, state: StackState): AgentError | undefined {
  return problemOf(`the file of '${device}'`, { networkmanager: 'release', interface: device }, state);
}

function problemOf(files: string, request: Request, state: StackState): AgentError | undefined {
  // What boots an image can't be told from here, and it takes nothing off the network.
  if (!state.live) return undefined;
  const unread = unreadByService(state);
  if (unread === undefined || takesService(request, state)) return undefined;
  const { why, remedy } = instead(request, state) ?? unread;
  return new AgentError(
    'Refused',
    `no enabled service is known to read ${files} at the next boot, which could leave the host without its network: ${why}; ${remedy}`,
  );
}

/** Where the service is there, NetworkManager need only let go of the interface. */
function instead(request: Request, state: StackState): Pick<Unread, 'why' | 'remedy'> | undefined {
  if (state.atBoot.network !== 'disabled' || configOf(state).service !== 'present') return undefined;
  return {
    why: `the service 'network' is not enabled, and Bridgehead cannot leave '${request.interface}' with NetworkManager yet`,
    remedy: `use networkmanager 'release', which enables the service`,
  };
}
