/** What every language has words for, besides what the contract names. */
import type {
  attachGuestOptions,
  createBridgeOptions,
  deleteBridgeOptions,
  detachGuestOptions,
  repairBridgeOptions,
  setBridgedTrafficOptions,
} from '../../contract/options.ts';

export const verbNames = [
  'status',
  'doctor',
  'create',
  'delete',
  'attach',
  'detach',
  'traffic',
  'repair',
  'confirm',
  'rollback',
  'verify',
  'bridges',
  'interfaces',
  'log',
  'show',
] as const;
export type VerbName = (typeof verbNames)[number];

/** Every option that a verb can have: each has its words in every catalogue. */
export type OptionKey =
  | keyof typeof createBridgeOptions
  | keyof typeof deleteBridgeOptions
  | keyof typeof attachGuestOptions
  | keyof typeof detachGuestOptions
  | keyof typeof setBridgedTrafficOptions
  | keyof typeof repairBridgeOptions
  | 'bridge'
  | 'limit';
