/** The form of every method behind the bus: parse, authorise, run. */
import type { MethodName } from '../../contract/methods.ts';
import type { BusValue } from '../../model/bus-value.ts';
import type { Authorisation } from '../../model/transaction.ts';

/** The caller, from the bus; never from what the caller says about itself. */
export interface CallContext {
  /** The caller's unique name on the bus. */
  readonly sender: string;
  /** Unsigned, 32 bits. */
  readonly uid: number;
  readonly authorised: Authorisation;
  /** Aborted when the caller leaves the bus; a change that has begun runs on to its safe end. */
  readonly signal: AbortSignal;
  /** Sends the Progress signal to this caller alone. */
  readonly progress: (transaction: string, title: string, done: number, total: number) => void;
}

/** What polkit's rules and prompts see of a request. The set of keys is fixed; those of options are there if given. */
export const detailKeys = [
  'bridge',
  'interface',
  'guest',
  'guest-uuid',
  'activate',
  'bridged-traffic',
  'host-firewall',
  'networkmanager',
  'cloud-init',
  'libvirt-network',
  'ports',
  'adopt',
] as const;
export type AuthorizationDetails = Readonly<Partial<Record<(typeof detailKeys)[number], string | undefined>>>;

export interface Operation<Request = unknown> {
  /** Takes arguments of the method's signature, returns a frozen request. Pure. Throws AgentError. */
  readonly parse: (args: readonly BusValue[]) => Request;
  /** polkit also gives them to the caller's authentication agent, so they must hold nothing that the caller may not see. */
  readonly details: (request: Request) => AuthorizationDetails | Promise<AuthorizationDetails>;
  /** Whether this caller needs no authorisation (the maker of a transaction, for Confirm and Rollback). */
  readonly isExempt?: (request: Request, uid: number) => Promise<boolean>;
  /** Called after authorisation. Returns the reply's body. Throws AgentError. */
  readonly run: (request: Request, call: CallContext) => Promise<readonly BusValue[]>;
}

/** One operation for each method of the contract; a method without one does not compile. */
export type Operations = Readonly<Record<MethodName, Operation>>;
