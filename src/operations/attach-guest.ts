/** AttachGuest: gives a guest an interface on a bridge, or moves one that it has. */
import { randomBytes } from 'node:crypto';
import type { Host } from '../host/host.ts';
import type { AttachGuestRequest } from '../model/requests.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { parseAttachGuest } from './arguments/attach-guest.ts';
import type { Operation } from './shared/operation.ts';
import { changeGuest } from './shared/guest-change.ts';
import type { Identities } from './shared/guest-identity.ts';
import { planAttach } from '../backends/libvirt/attach.ts';

export function attachGuest(
  host: Host,
  transactions: Transactions,
  identities: Identities,
): Operation<AttachGuestRequest> {
  return {
    parse: parseAttachGuest,
    details: identities.details,
    run: (request, call) =>
      changeGuest({ host, transactions, identities }, request, call, (state) =>
        planAttach(request, state, randomAddress),
      ),
  };
}

/** With the prefix of QEMU's and libvirt's guests (libvirt: formatdomain, network interfaces). */
function randomAddress(): string {
  return ['52:54:00', ...[...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
