/** Something on the host that has a part in a bridge: the network stack, the firewall, libvirt … */
import type { Expectation } from '../../model/expectation.ts';
import type { Check, Finding } from '../../model/finding.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import type { Step } from '../../model/plan.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../model/requests.ts';
import type { StepGroup } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';

export interface AspectContext {
  readonly state: HostState;
  /** Newest first. */
  readonly history: readonly Transaction[];
  /** The interface whose place in the kernel changes now; undefined where only files change, or where it is so already. */
  readonly uplink: Link | undefined;
  /** Further interfaces that become ports of the bridge now, or leave it; left out for none. */
  readonly ports?: readonly Link[];
  /** What the aspects before this one do in the same change, before the links change: a file may be theirs too. */
  readonly earlier: readonly Step[];
  /** Other bridges of ours that are still there: what they share stays. */
  readonly others: readonly string[];
  /** Whether the network stack's own DHCP client has the lease, and goes on with it. */
  readonly ownClient?: boolean;
}

export type RepairContext = Pick<AspectContext, 'state' | 'history'>;

export interface DeleteContext extends AspectContext {
  /** The interface behind the bridge, also where only files change. */
  readonly uplinkName: string | undefined;
  /** What the uplink gets: all that the bridge has (`bridge`), or what its own configuration says, by DHCP or not. */
  readonly returned: 'bridge' | 'dhcp' | 'static';
}

/** What makes a finding of Verify's right again. */
export interface Repair {
  readonly check: Check;
  readonly steps: readonly Step[];
  /** Other checks that the same steps make right. */
  readonly also?: readonly Check[];
  /** Whether the finding stays, because the steps are not all of it. */
  readonly partly?: boolean;
}

/** All are pure. Plans throw AgentError where the change must not be made; `verify` never throws. */
export interface Aspect {
  readonly planCreate: (request: CreateBridgeRequest, context: AspectContext) => StepGroup;
  readonly planDelete: (request: DeleteBridgeRequest, context: DeleteContext) => StepGroup;
  readonly verify: (expected: Expectation, state: HostState) => readonly Finding[];
  /** What it can do about its own findings that fail or warn; left out where that is nothing. */
  readonly planRepair?: (expected: Expectation, context: RepairContext) => readonly Repair[];
}
