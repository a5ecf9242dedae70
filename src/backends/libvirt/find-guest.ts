/** Finds the guest and the bridge of a request, and refuses those that must not be changed now. */
import { AgentError } from '../../contract/errors.ts';
import type { Guest, GuestState } from '../../model/host-state.ts';
import type { GuestName } from '../../model/names.ts';
import { refuseNatBridge } from '../../model/nat-bridges.ts';
import { quoted } from '../../contract/quoted.ts';
import type { GuestIdentity } from './read-identities.ts';

/** Throws AgentError if libvirt does not answer: Unsupported, CommandFailed. */
export function requireLibvirt({ libvirt }: GuestState): void {
  switch (libvirt.service) {
    case 'running':
      return;
    case 'absent':
      throw new AgentError(
        'Unsupported',
        "libvirt is not installed on this host, or its client 'virsh' is not; install them first",
      );
    case 'stopped':
      throw new AgentError(
        'CommandFailed',
        "libvirt is not running; start it, for example with 'service libvirtd start', and call again",
      );
    case 'hanging':
      throw new AgentError(
        'CommandFailed',
        "libvirt accepts the connection but does not answer; see its log, restart 'libvirtd' and call again",
      );
  }
}

/** Throws AgentError: Refused for a bridge of libvirt's NAT networks, NotFound if it is no bridge. */
export function requireBridge(bridge: string, state: GuestState): void {
  refuseNatBridge(bridge, state.libvirtNetworks);
  const link = state.links.find((one) => one.name === bridge);
  if (link?.bridge !== undefined) return;
  const what = link === undefined ? `there is no bridge '${bridge}'` : `'${bridge}' is an interface, but not a bridge`;
  throw new AgentError('NotFound', `${what}; see 'ListBridges'`);
}

/** See findGuest. Throws AgentError: NotFound; Busy while a job runs, or the guest shuts down or has crashed. */
export function requireGuest(wanted: GuestName, { libvirt: { guests } }: GuestState): Guest {
  const guest = findGuest(wanted, guests);
  if (guest === undefined) {
    throw new AgentError('NotFound', `there is no guest ${quoted(wanted)}; see 'virsh list --all'`);
  }
  const name = quoted(guest.name);
  if (guest.job !== undefined) {
    throw new AgentError('Busy', `guest ${name} is busy with a job, ${quoted(guest.job)}; wait until it ends`);
  }
  if (['in shutdown', 'dying', 'crashed'].includes(guest.state)) {
    throw new AgentError(
      'Busy',
      `guest ${name} is ${quoted(guest.state)}; wait until it has stopped, or start it again`,
    );
  }
  return guest;
}

/** By UUID or name. A number is taken for a name, never for libvirt's id, which changes at each start. */
export function findGuest<Named extends GuestIdentity>(wanted: string, guests: readonly Named[]): Named | undefined {
  return guests.find(({ uuid }) => uuid === wanted) ?? guests.find(({ name }) => name === wanted);
}
