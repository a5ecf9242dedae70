/** DetachGuest: takes a guest's card off a bridge. */
import type { Host } from '../../host/host.ts';
import type { DetachGuestRequest } from '../../model/requests.ts';
import type { Transactions } from '../../transactions/transactions.ts';
import { parseDetachGuest } from '../arguments/detach-guest.ts';
import type { Operation } from '../operation.ts';
import { changeGuest } from './guest-change.ts';
import { planDetach } from './plan-detach.ts';

export function createDetachGuest(host: Host, transactions: Transactions): Operation<DetachGuestRequest> {
  return {
    parse: parseDetachGuest,
    details: ({ guest, bridge }) => ({ guest, bridge }),
    run: (request, call) => changeGuest(host, transactions, request, call, (state) => planDetach(request, state)),
  };
}
