/** The options of each method, and what their schemas say in words. */
import {
  attachGuestOptions,
  createBridgeOptions,
  deleteBridgeOptions,
  detachGuestOptions,
  repairBridgeOptions,
  setBridgedTrafficOptions,
  verifyOptions,
  type OptionSchema,
  type OptionTable,
} from '../../src/contract/options.ts';

export const optionTables: Readonly<Record<string, OptionTable>> = {
  CreateBridge: createBridgeOptions,
  DeleteBridge: deleteBridgeOptions,
  AttachGuest: attachGuestOptions,
  DetachGuest: detachGuestOptions,
  SetBridgedTraffic: setBridgedTrafficOptions,
  RepairBridge: repairBridgeOptions,
  Verify: verifyOptions,
};

/** The default as Markdown, a dash where it depends on the host or on other options. */
export function defaultOf(schema: OptionSchema): string {
  if (schema.default === undefined) return '–';
  return `\`${schema.type === 'as' ? '[]' : String(schema.default)}\``;
}

/** The values that are accepted, as Markdown, where the type accepts more. */
export function acceptedOf(schema: OptionSchema): string {
  if (schema.type === 'u') {
    return schema.ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
  }
  if (schema.type === 's') return (schema.oneOf ?? []).map((word) => `\`${word}\``).join(', ');
  return schema.type === 'as' ? `≤ ${schema.most}` : '';
}
