/** The sections with the bridge's addresses: what the card's profile has, or what was asked for instead. */
import type { HostState, Link } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import type { Sections } from './bridge-keyfile.ts';
import { addressLines, familySettings, groupOfFamily, ofFamily } from '../profiles/addressing.ts';
import { movedGroups } from './connection-keys.ts';
import { dhcp4Identity, dhcp6Identity, eui64Token, slaacTokens } from './identity.ts';
import { groupText, setKeys, type Changes } from '../keyfile/edit.ts';
import { numberOf } from '../keyfile/values.ts';
import { keptAddresses } from './kept-addresses.ts';
import { metricOf } from '../profiles/metric.ts';
import { configOf } from '../profiles/owner.ts';
import type { UsableProfile } from '../guards/requirements.ts';

export interface PlannedSections {
  readonly sections: Sections;
  readonly warnings: readonly string[];
}

/** Throws AgentError: Refused, Conflict, NotFound, see keptAddresses. */
export function planSections(request: CreateBridgeRequest, card: UsableProfile, state: HostState): PlannedSections {
  const four =
    request.addressing === 'keep' ? keptSection(4, request, card, state) : newSection(4, request, card, state);
  const six =
    request.addressing === 'keep' || request.addressing === 'dhcp'
      ? keptSection(6, request, card, state)
      : newSection(6, request, card, state);
  const others = movedGroups
    .filter((group) => group !== 'ipv4' && group !== 'ipv6' && card.settings.keyfile.has(group))
    .map((group): [string, string] => [group, groupText(card.text, group)]);
  return {
    sections: new Map([['ipv4', four.body], ['ipv6', six.body], ...others]),
    warnings: [...four.warnings, ...six.warnings, ...droppedWarnings(request, card)],
  };
}

interface PlannedSection {
  readonly body: string;
  readonly warnings: readonly string[];
}

/** The card's own, with what NetworkManager would make otherwise for a bridge. */
function keptSection(
  family: 4 | 6,
  request: CreateBridgeRequest,
  card: UsableProfile,
  state: HostState,
): PlannedSection {
  const group = groupOfFamily(family);
  const { keyfile } = card.settings;
  const { method } = familySettings(card.profile.id, family, keyfile);
  const link = state.live ? state.links.find(({ name }) => name === request.interface) : undefined;
  const kept = link === undefined ? { changes: {}, warnings: [] } : keptAddresses(family, request, card, link, state);
  const identity = link === undefined ? { changes: {}, warnings: [] } : identityOf(family, method, card, link, state);
  const changes = { ...metricChange(family, method, request, card, state), ...identity.changes, ...kept.changes };
  const own = groupText(card.text, group);
  return { body: changed(own, changes), warnings: [...kept.warnings, ...identity.warnings] };
}

/** A section without its header, changed. */
function changed(body: string, changes: Changes): string {
  const text = setKeys(`[x]\n${body}${body === '' ? '' : '\n'}`, 'x', changes);
  return text.slice('[x]\n'.length);
}

function metricChange(
  family: 4 | 6,
  method: string,
  request: CreateBridgeRequest,
  { settings: { keyfile } }: UsableProfile,
  state: HostState,
): Changes {
  const written = numberOf(keyfile.get(groupOfFamily(family), 'route-metric')) ?? -1;
  // IPv4's link-local network is a route like others; that of IPv6 has the kernel's metric.
  const methods = ['auto', 'manual', 'dhcp', ...(family === 4 ? ['link-local'] : [])];
  if (written >= 0 || !methods.includes(method)) return {};
  return { 'route-metric': String(metricOf(request.interface, family, state)) };
}

function identityOf(
  family: 4 | 6,
  method: string,
  { settings: { keyfile } }: UsableProfile,
  link: Link,
  state: HostState,
): { readonly changes: Changes; readonly warnings: readonly string[] } {
  const device = configOf(state).devices[link.name] ?? { dhcp4: {}, dhcp6: {} };
  if (family === 4) return { changes: method === 'auto' ? dhcp4Identity(device) : {}, warnings: [] };
  if (method !== 'auto' && method !== 'dhcp') return { changes: {}, warnings: [] };
  const [token, other] = slaacTokens(link);
  const lease = dhcp6Identity(device);
  if (token === undefined || (keyfile.get('ipv6', 'token') ?? '') !== '') return { changes: lease, warnings: [] };
  const mode = keyfile.get('ipv6', 'addr-gen-mode')?.trim();
  const byMac = token === eui64Token(link.mac);
  if (byMac && (mode === undefined || mode === 'eui64' || mode === '0')) return { changes: lease, warnings: [] };
  return {
    changes: { ...lease, 'addr-gen-mode': 'eui64', ...(byMac ? {} : { token }) },
    warnings:
      other === undefined
        ? []
        : [
            `only one of the IPv6 addresses that '${link.name}' made by advertisements stays the same after the next boot`,
          ],
  };
}

/** Only what was asked for. */
function newSection(
  family: 4 | 6,
  request: CreateBridgeRequest,
  card: UsableProfile,
  state: HostState,
): PlannedSection {
  const { addressing, interface: device } = request;
  const metric = `route-metric=${metricOf(device, family, state)}`;
  const lines = (): readonly string[] => {
    if (addressing === 'dhcp') {
      const lease = dhcp4Identity(configOf(state).devices[device] ?? { dhcp4: {} });
      return [...Object.entries(lease).map(([key, value]) => `${key}=${value ?? ''}`), 'method=auto', metric];
    }
    const addresses = ofFamily(family, request.addresses);
    if (addresses.length === 0) return [`method=${withoutAddresses(family, request, card)}`];
    const gateway = ofFamily(
      family,
      request.gateways.map((address) => ({ address })),
    )[0]?.address;
    const dns = ofFamily(
      family,
      request.dns.map((address) => ({ address })),
    ).map(({ address }) => `${address};`);
    const servers = dns.length === 0 ? [] : [`dns=${dns.join('')}`];
    return [...addressLines(addresses, gateway), ...servers, 'method=manual', metric];
  };
  return { body: `${lines().join('\n')}\n`, warnings: [] };
}

/** Without IPv6 addresses of its own the bridge listens to routers where the card did, and was not told to have none. */
function withoutAddresses(family: 4 | 6, { addressing }: CreateBridgeRequest, card: UsableProfile): string {
  if (family === 4) return 'disabled';
  const { method } = familySettings(card.profile.id, 6, card.settings.keyfile);
  if (['disabled', 'ignore'].includes(method)) return method;
  return addressing === 'static' && method === 'auto' ? 'auto' : 'link-local';
}

/** What the profile sets beside addresses, and nothing that was asked for replaces. */
function droppedWarnings(
  { addressing, bridge }: CreateBridgeRequest,
  { settings, profile }: UsableProfile,
): readonly string[] {
  if (addressing === 'keep') return [];
  const groups = addressing === 'dhcp' ? ['ipv4'] : ['ipv4', 'ipv6'];
  const keys = groups.flatMap((group) =>
    settings.keyfile
      .keys(group)
      .filter((key) => /^(?:routes?\d*|routing-rule\d*|dns-search)$/.test(key))
      .map((key) => `${group}.${key}`),
  );
  return keys.map(
    (key) =>
      `'${key}' of the profile '${profile.id}' is not kept for '${bridge}'; set it there with 'nmcli connection modify'`,
  );
}
