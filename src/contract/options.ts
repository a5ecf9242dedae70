/** The options of each method, as data: a closed set of keys, each with its D-Bus type, range and default. */

export type OptionSchema =
  | { readonly type: 'b'; readonly default: boolean | undefined }
  | {
      readonly type: 'u';
      readonly default: number | undefined;
      readonly ranges: readonly (readonly [number, number])[];
    }
  | {
      readonly type: 's';
      readonly default: string | undefined;
      readonly oneOf?: readonly string[];
    }
  | { readonly type: 'as'; readonly default: readonly string[]; readonly most: number };

export type OptionTable = Readonly<Record<string, OptionSchema>>;

const activation = { type: 's', default: 'live', oneOf: ['live', 'restart', 'boot'] } as const;
const confirmation = {
  type: 'u',
  default: 0,
  ranges: [
    [0, 0],
    [10, 3600],
  ],
} as const;
const probe = { type: 'as', default: [], most: 8 } as const;
const dryRun = { type: 'b', default: false } as const;

export const createBridgeOptions = {
  addressing: { type: 's', default: 'keep', oneOf: ['keep', 'dhcp', 'static', 'none'] },
  addresses: { type: 'as', default: [], most: 32 },
  gateways: { type: 'as', default: [], most: 2 },
  dns: { type: 'as', default: [], most: 3 },
  mtu: { type: 'u', default: undefined, ranges: [[1280, 9216]] },
  stp: { type: 'b', default: false },
  'forward-delay': {
    type: 'u',
    default: undefined,
    ranges: [
      [0, 0],
      [2, 30],
    ],
  },
  'multicast-snooping': { type: 'b', default: undefined },
  'bridged-traffic': { type: 's', default: 'auto', oneOf: ['auto', 'bypass', 'accept', 'unchanged'] },
  'host-firewall': { type: 's', default: 'refuse', oneOf: ['refuse', 'follow', 'ignore'] },
  networkmanager: { type: 's', default: 'auto', oneOf: ['auto', 'release', 'keep', 'disable', 'unchanged'] },
  persist: { type: 'as', default: [], most: 32 },
  'cloud-init': { type: 's', default: 'warn', oneOf: ['warn', 'disable'] },
  'libvirt-network': { type: 's', default: undefined },
  ports: { type: 'as', default: [], most: 16 },
  adopt: { type: 'b', default: false },
  activate: activation,
  'confirm-within': confirmation,
  probe,
  'dry-run': dryRun,
} as const satisfies OptionTable;

export const deleteBridgeOptions = {
  activate: activation,
  'confirm-within': confirmation,
  probe,
  'dry-run': dryRun,
} as const satisfies OptionTable;

export const attachGuestOptions = {
  model: { type: 's', default: 'virtio' },
  mac: { type: 's', default: undefined },
  live: { type: 'b', default: undefined },
  persistent: { type: 'b', default: undefined },
  replace: { type: 's', default: undefined },
  'dry-run': dryRun,
} as const satisfies OptionTable;

export const detachGuestOptions = {
  mac: { type: 's', default: undefined },
  'dry-run': dryRun,
} as const satisfies OptionTable;

export const setBridgedTrafficOptions = { 'dry-run': dryRun } as const satisfies OptionTable;

export const repairBridgeOptions = {
  'confirm-within': confirmation,
  'dry-run': dryRun,
} as const satisfies OptionTable;

/** Verify has no options yet; its dictionary leaves room for them. */
export const verifyOptions = {} as const satisfies OptionTable;
