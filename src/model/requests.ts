/** What a caller asked for, once it has been parsed: frozen before it is authorised, planned, stored and done. */
import type { BridgeName, InterfaceName, TransactionId } from './names.ts';
import type { CidrAddress } from './addresses.ts';

export type Activation = 'live' | 'restart' | 'boot';

export interface CreateBridgeRequest {
  readonly operation: 'CreateBridge';
  readonly bridge: BridgeName;
  readonly interface: InterfaceName;
  readonly addressing: 'keep' | 'static' | 'none';
  /** Addresses, gateways and DNS servers are empty unless addressing is `static`. */
  readonly addresses: readonly CidrAddress[];
  readonly gateways: readonly string[];
  readonly dns: readonly string[];
  /** Bytes; undefined for what the interface has. */
  readonly mtu: number | undefined;
  readonly stp: boolean;
  /** Seconds: 0 without STP. */
  readonly forwardDelay: number;
  readonly networkmanager: 'release' | 'unchanged';
  readonly activate: Activation;
  /** Seconds; 0 commits at once. */
  readonly confirmWithin: number;
  readonly dryRun: boolean;
}

export interface DeleteBridgeRequest {
  readonly operation: 'DeleteBridge';
  readonly bridge: BridgeName;
  readonly activate: Activation;
  readonly confirmWithin: number;
  readonly dryRun: boolean;
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

export type ChangeRequest = CreateBridgeRequest | DeleteBridgeRequest;
