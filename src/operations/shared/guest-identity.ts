/** Which guest a caller means, looked up before polkit is asked: a rule about its name must not be evaded by its UUID. */
import type { GuestIdentity } from '../../backends/libvirt/read-identities.ts';
import { AgentError } from '../../contract/errors.ts';
import { findGuest } from '../../backends/libvirt/find-guest.ts';
import { quoted } from '../../contract/quoted.ts';
import type { AttachGuestRequest, DetachGuestRequest } from '../../model/requests.ts';
import type { AuthorizationDetails } from './operation.ts';

type GuestRequest = AttachGuestRequest | DetachGuestRequest;

export interface Identities {
  /** With name and UUID; only with the caller's text if libvirt has no such guest, or does not answer. */
  readonly details: (request: GuestRequest) => Promise<AuthorizationDetails>;
  /** Throws AgentError(Conflict) if this is not the guest that polkit was asked about. */
  readonly requireSame: (request: GuestRequest, guest: GuestIdentity) => void;
}

/** @param read reads all guests, once for all callers that wait: also unauthorised callers come this far. */
export function createIdentities(read: () => Promise<readonly GuestIdentity[]>): Identities {
  const authorised = new WeakMap<GuestRequest, GuestIdentity>();
  let reading: Promise<readonly GuestIdentity[]> | undefined;
  const all = (): Promise<readonly GuestIdentity[]> => {
    reading ??= read().finally(() => (reading = undefined));
    return reading;
  };
  return {
    details: async (request) => {
      const { guest: wanted, bridge } = request;
      const found = findGuest(wanted, await all());
      if (found === undefined) return { guest: wanted, bridge };
      authorised.set(request, found);
      return { guest: found.name, 'guest-uuid': found.uuid, bridge };
    },
    requireSame: (request, { uuid, name }) => {
      const asked = authorised.get(request);
      if (asked?.uuid === uuid && asked.name === name) return;
      throw new AgentError(
        'Conflict',
        `guest ${quoted(name)} was not known by this name when polkit was asked about it; call again`,
      );
    },
  };
}
