/** The host's own firewall, as one of the subjects of a bridge. Pure. */
import type { Expectation } from '../../model/expectation.ts';
import type { Finding } from '../../model/finding.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../model/requests.ts';
import type { Around } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import { planHostFirewall } from './create.ts';
import { returnHostFirewall } from './delete.ts';
import { checkHostFirewall } from './verify.ts';
import { warningsOfCreate, warningsOfDelete } from './warnings.ts';

interface AspectContext {
  readonly state: HostState;
  readonly history: readonly Transaction[];
  /** The interface whose place in the kernel changes now; undefined where only files change, or where it is so already. */
  readonly uplink: Link | undefined;
}

interface Aspect {
  readonly planCreate: (request: CreateBridgeRequest, context: AspectContext) => Around;
  readonly planDelete: (request: DeleteBridgeRequest, context: AspectContext) => Around;
  readonly verify: (expected: Expectation, state: HostState) => readonly Finding[];
  /** What the change leaves as it is, or cannot keep for the next boot: a sentence each. */
  readonly warnings: (request: CreateBridgeRequest | DeleteBridgeRequest, context: AspectContext) => readonly string[];
}

/** Throws AgentError: see planHostFirewall. */
export const hostFirewall: Aspect = {
  planCreate: (request, { state, history }) => planHostFirewall(request, state, history),
  planDelete: (request, { state, history }) => returnHostFirewall(request, state, history),
  verify: (expected, state) => [checkHostFirewall(expected, state)],
  warnings: (request, { state, history, uplink }) =>
    request.operation === 'CreateBridge'
      ? warningsOfCreate(request, state)
      : warningsOfDelete(request, uplink?.name ?? '', state, history),
};
