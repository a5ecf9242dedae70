/** What a caller asked for, once it has been parsed: frozen before it is authorised, planned, stored and done. */
import type { BridgeName, GuestName, InterfaceName, NetworkName, TransactionId } from './names.ts';
import type { CidrAddress } from './addresses.ts';

/** Changes of the host that are made as transactions; Verify and the rest change nothing. */
export const changeOperations = [
  'CreateBridge',
  'DeleteBridge',
  'AttachGuest',
  'DetachGuest',
  'SetBridgedTraffic',
] as const;

export type Activation = 'live' | 'restart' | 'boot';

/** What every change has. */
interface AnyChange {
  readonly operation: (typeof changeOperations)[number];
  readonly bridge: BridgeName;
  readonly activate: Activation;
  /** Seconds; 0 commits at once. */
  readonly confirmWithin: number;
  readonly dryRun: boolean;
}

export type BridgedTrafficPolicy = 'auto' | 'bypass' | 'accept' | 'unchanged';

export interface CreateBridgeRequest extends AnyChange {
  readonly operation: 'CreateBridge';
  /** Machines on the link that must answer afterwards if they answered before, as the gateways must. */
  readonly probe: readonly string[];
  readonly interface: InterfaceName;
  readonly addressing: 'keep' | 'dhcp' | 'static' | 'none';
  /** Addresses, gateways and DNS servers are empty unless addressing is `static`. */
  readonly addresses: readonly CidrAddress[];
  readonly gateways: readonly string[];
  readonly dns: readonly string[];
  /** Bytes; undefined for what the interface has. */
  readonly mtu: number | undefined;
  readonly stp: boolean;
  /** Seconds: 0 without STP. */
  readonly forwardDelay: number;
  readonly bridgedTraffic: BridgedTrafficPolicy;
  readonly networkmanager: 'release' | 'disable' | 'unchanged';
  /** The libvirt network that is to lead to the bridge, so that guests can name it on every host; undefined for none. */
  readonly libvirtNetwork: NetworkName | undefined;
}

export interface DeleteBridgeRequest extends AnyChange {
  readonly operation: 'DeleteBridge';
  /** As for CreateBridge. */
  readonly probe: readonly string[];
}

export interface AttachGuestRequest extends AnyChange {
  readonly operation: 'AttachGuest';
  readonly guest: GuestName;
  /** As libvirt calls it: `virtio`, `e1000` … */
  readonly model: string;
  /** Of the new card; undefined for one of libvirt's own. */
  readonly mac: string | undefined;
  /** The card that the guest has, to be moved to the bridge. */
  readonly replace: string | undefined;
  /** undefined: where it applies. */
  readonly live: boolean | undefined;
  readonly persistent: boolean | undefined;
}

export interface DetachGuestRequest extends AnyChange {
  readonly operation: 'DetachGuest';
  readonly guest: GuestName;
  readonly mac: string | undefined;
}

export interface SetBridgedTrafficRequest extends AnyChange {
  readonly operation: 'SetBridgedTraffic';
  readonly policy: BridgedTrafficPolicy;
}

export interface VerifyRequest {
  readonly operation: 'Verify';
  readonly bridge: BridgeName;
}

/** Confirm, Rollback and GetTransaction. */
export interface TransactionRequest {
  readonly operation: 'Confirm' | 'Rollback' | 'GetTransaction';
  readonly transaction: TransactionId;
}

export type ChangeRequest =
  CreateBridgeRequest | DeleteBridgeRequest | AttachGuestRequest | DetachGuestRequest | SetBridgedTrafficRequest;
