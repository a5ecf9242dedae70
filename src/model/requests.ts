/** A caller's request, parsed and frozen before it is authorised, planned, stored and carried out. */
import * as v from 'valibot';
import { parseAddress } from './addresses.ts';
import type { DeepReadonly } from './deep-readonly.ts';
import {
  parseBridgeName,
  parseGuestName,
  parseInterfaceName,
  parseNetworkName,
  type BridgeName,
  type TransactionId,
} from './names.ts';

/** A text that its parser would return unchanged. */
function asParsed<Text extends string>(parse: (text: string) => Text): v.GenericSchema<unknown, Text> {
  return v.custom<Text>((value) => {
    try {
      return typeof value === 'string' && parse(value) === value;
    } catch {
      return false;
    }
  });
}

const address = asParsed((text) => parseAddress(text).address);

/** What every change has. */
const anyChange = {
  bridge: asParsed(parseBridgeName),
  activate: v.picklist(['live', 'restart', 'boot']),
  /** Seconds; 0 commits at once. */
  confirmWithin: v.number(),
  dryRun: v.boolean(),
};

/** What the changes have that take neither option: they are made on the running host and committed at once. */
export const immediate = { activate: 'live', confirmWithin: 0 } as const;

const bridgedTrafficPolicy = v.picklist(['auto', 'bypass', 'accept', 'unchanged']);

/** Machines on the link that must answer after the change if they answered before it, like the gateways. */
const probe = v.optional(v.array(address), []);

const createBridge = v.object({
  operation: v.literal('CreateBridge'),
  ...anyChange,
  probe,
  interface: asParsed(parseInterfaceName),
  addressing: v.picklist(['keep', 'dhcp', 'static', 'none']),
  /** Addresses, gateways and DNS servers are empty unless addressing is `static`. */
  addresses: v.array(v.object({ family: v.picklist([4, 6]), address, prefix: v.number() })),
  gateways: v.array(address),
  dns: v.array(address),
  /** Bytes; undefined: the interface's. */
  mtu: v.optional(v.number()),
  stp: v.boolean(),
  /** Seconds; 0 without STP. */
  forwardDelay: v.number(),
  /** undefined: as the kernel does. */
  multicastSnooping: v.optional(v.boolean()),
  bridgedTraffic: v.optional(bridgedTrafficPolicy, 'unchanged'),
  /** What becomes of the host's own rules that name the interface; older journals have it ignored. */
  hostFirewall: v.optional(v.picklist(['refuse', 'follow', 'ignore']), 'ignore'),
  networkmanager: v.picklist(['auto', 'release', 'keep', 'disable', 'unchanged']),
  /** Addresses that only the kernel has and that are to be written too; without a prefix length: whatever it is. */
  persist: v.optional(v.array(v.object({ family: v.picklist([4, 6]), address, prefix: v.optional(v.number()) })), []),
  /** What is done where cloud-init may write the interface's configuration again. */
  cloudInit: v.optional(v.picklist(['warn', 'disable']), 'warn'),
  /** A libvirt network to define for the bridge, so that guests can use one name on every host. */
  libvirtNetwork: v.optional(asParsed(parseNetworkName)),
  /** Further interfaces that become ports, beside `interface`. */
  ports: v.optional(v.array(asParsed(parseInterfaceName)), []),
  /** Whether a bridge that somebody made by hand is taken over. */
  adopt: v.optional(v.boolean(), false),
});

const deleteBridge = v.object({ operation: v.literal('DeleteBridge'), ...anyChange, probe });

const attachGuest = v.object({
  operation: v.literal('AttachGuest'),
  ...anyChange,
  guest: asParsed(parseGuestName),
  /** libvirt's name: `virtio`, `e1000` … */
  model: v.string(),
  /** MAC address of the new interface; undefined: a random one. */
  mac: v.optional(v.string()),
  /** MAC address of an interface of the guest that is moved to the bridge. */
  replace: v.optional(v.string()),
  /** undefined: as far as it applies. */
  live: v.optional(v.boolean()),
  persistent: v.optional(v.boolean()),
});

const detachGuest = v.object({
  operation: v.literal('DetachGuest'),
  ...anyChange,
  guest: asParsed(parseGuestName),
  mac: v.optional(v.string()),
});

const setBridgedTraffic = v.object({
  operation: v.literal('SetBridgedTraffic'),
  ...anyChange,
  policy: bridgedTrafficPolicy,
});

const repairBridge = v.object({ operation: v.literal('RepairBridge'), ...anyChange });

/** The requests that change the host, as transactions. */
export const changeSchema = v.variant('operation', [
  createBridge,
  deleteBridge,
  attachGuest,
  detachGuest,
  setBridgedTraffic,
  repairBridge,
]);

export type ChangeRequest = DeepReadonly<v.InferOutput<typeof changeSchema>>;
type RequestOf<Operation extends ChangeRequest['operation']> = Extract<ChangeRequest, { operation: Operation }>;

export type CreateBridgeRequest = RequestOf<'CreateBridge'>;
export type DeleteBridgeRequest = RequestOf<'DeleteBridge'>;
export type AttachGuestRequest = RequestOf<'AttachGuest'>;
export type DetachGuestRequest = RequestOf<'DetachGuest'>;
export type SetBridgedTrafficRequest = RequestOf<'SetBridgedTraffic'>;
export type RepairBridgeRequest = RequestOf<'RepairBridge'>;
export type Activation = ChangeRequest['activate'];
export type BridgedTrafficPolicy = SetBridgedTrafficRequest['policy'];

export interface VerifyRequest {
  readonly operation: 'Verify';
  readonly bridge: BridgeName;
}

/** Confirm, Rollback and GetTransaction. */
export interface TransactionRequest {
  readonly operation: 'Confirm' | 'Rollback' | 'GetTransaction';
  readonly transaction: TransactionId;
}
