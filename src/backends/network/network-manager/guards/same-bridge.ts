/** Whether the profiles say already what was asked for. */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { Intent } from '../../../../model/intent.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { isNamed } from '../../addresses/persist.ts';
import { intentOfSettings } from '../profiles/intent.ts';
import type { ReadProfile } from '../profiles/owner.ts';

/** One thing that was asked for, and what the profiles say instead. */
type Comparison = readonly [what: string, asked: string, found: string];

/** Throws AgentError(Exists), naming the first difference. */
export function refuseDifference(request: CreateBridgeRequest, bridge: ReadProfile, port: ReadProfile): void {
  const found = intentOfSettings(bridge.profile.id, bridge.settings);
  const difference = [
    ['autoconnect', 'true', String(bridge.settings.autoconnect && port.settings.autoconnect)] as const,
    ...compareSettings(request, found),
    ...compareAddressing(request, found),
  ].find(([, asked, now]) => asked !== now);
  if (difference === undefined) return;
  const [what, asked, now] = difference;
  throw new AgentError(
    'Exists',
    `bridge '${request.bridge}' already has a profile, with ${what} ${quoted(now)} instead of ${quoted(asked)}; use the same settings, or delete the bridge first`,
  );
}

function compareSettings(
  { stp, forwardDelay, multicastSnooping, mtu }: CreateBridgeRequest,
  found: Intent,
): Comparison[] {
  return [
    ['STP', onOff(stp), onOff(found.stp)],
    ...(stp ? [['a forward delay of', String(forwardDelay), String(found.forwardDelay ?? '')] as const] : []),
    ...(multicastSnooping === undefined
      ? []
      : [['multicast snooping', onOff(multicastSnooping), onOff(found.multicastSnooping ?? true)] as const]),
    ...(mtu === undefined ? [] : [['an mtu of', String(mtu), String(found.mtu ?? '')] as const]),
  ];
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}

function compareAddressing(
  { addressing, addresses, gateways, persist }: CreateBridgeRequest,
  found: Intent,
): Comparison[] {
  const own = found.addresses ?? [];
  if (addressing === 'keep') {
    const lacking = persist.filter((one) => !own.some((address) => isNamed(address, [one])));
    return lacking.length === 0
      ? []
      : [['the addresses', lacking.map(({ address }) => address).join(' '), listed(own)]];
  }
  if (addressing === 'dhcp') return [['a method of', 'auto', found.dhcp ? 'auto' : 'manual']];
  return [
    ['a method of', 'manual', found.dhcp ? 'auto' : 'manual'],
    ['addresses', listed(addresses), listed(own)],
    ...(addressing === 'static'
      ? [['gateways', gateways.toSorted().join(' '), found.gateways.toSorted().join(' ')] as const]
      : []),
  ];
}

function listed(addresses: CreateBridgeRequest['addresses']): string {
  return addresses
    .map(({ address, prefix }) => `${address}/${prefix}`)
    .toSorted()
    .join(' ');
}
