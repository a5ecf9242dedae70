/** DetachGuest: removes a guest's interface from a bridge. */
import type { Host } from '../host/host.ts';
import type { DetachGuestRequest } from '../model/requests.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { parseDetachGuest } from './arguments/detach-guest.ts';
import type { Operation } from './shared/operation.ts';
import { changeGuest } from './shared/guest-change.ts';
import type { Identities } from './shared/guest-identity.ts';
import { planDetach } from '../backends/libvirt/detach.ts';

export function detachGuest(
  host: Host,
  transactions: Transactions,
  identities: Identities,
): Operation<DetachGuestRequest> {
  return {
    parse: parseDetachGuest,
    details: identities.details,
    run: (request, call) =>
      changeGuest({ host, transactions, identities }, request, call, (state) => planDetach(request, state)),
  };
}
