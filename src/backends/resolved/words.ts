/** What systemd-resolved says of name servers (org.freedesktop.resolve1(5)), as busctl(1) prints and takes it; pure. */
import * as v from 'valibot';
import { parseBusctl } from '../../model/busctl-answer.ts';

const bytes = v.array(v.number());
const serversSchema = v.tuple([v.array(v.tuple([v.number(), bytes]))]);
const allServersSchema = v.tuple([v.array(v.tuple([v.number(), v.number(), bytes]))]);
const domainsSchema = v.tuple([v.array(v.tuple([v.string(), v.boolean()]))]);
const switchSchema = v.tuple([v.boolean()]);
const textSchema = v.tuple([v.string()]);

/** Of the manager: the indices of the links that have name servers of their own. @param printed its property `DNS`. */
export function linksWithServers(printed: string): readonly number[] {
  const all = v.safeParse(allServersSchema, parseBusctl(printed.trim()));
  if (!all.success) return [];
  // 0 stands for those of all links.
  return [...new Set(all.output[0].map(([index]) => index))].filter((index) => index > 0);
}

/** A method of the manager, the signature of what follows the link's index, and its words. */
export interface LinkCall {
  readonly method: 'SetLinkDNS' | 'SetLinkDomains' | 'SetLinkDefaultRoute' | 'SetLinkDNSOverTLS';
  readonly signature: string;
  readonly words: readonly string[];
}

/** The properties of a link that a host's names depend on. */
const linkProperties = ['DNS', 'Domains', 'DefaultRoute', 'DNSOverTLS'] as const;

/** The calls that give another link the same. @param printed a line for each of the properties. @returns none where it has no servers. */
export function callsFor(printed: string): readonly LinkCall[] {
  const [dns, domains, route, tls] = printed.split('\n').map((line) => parseBusctl(line));
  const servers = v.safeParse(serversSchema, dns);
  if (!servers.success || servers.output[0].length === 0) return [];
  const listed = servers.output[0].flatMap(([family, address]) => [family, address.length, ...address]);
  const calls: LinkCall[] = [
    {
      method: 'SetLinkDNS',
      signature: 'a(iay)',
      words: [servers.output[0].length, ...listed].map(String),
    },
  ];
  const names = v.safeParse(domainsSchema, domains);
  if (names.success) {
    const words = [names.output[0].length, ...names.output[0].flat()].map(String);
    calls.push({ method: 'SetLinkDomains', signature: 'a(sb)', words });
  }
  const isDefault = v.safeParse(switchSchema, route);
  if (isDefault.success) {
    calls.push({ method: 'SetLinkDefaultRoute', signature: 'b', words: [String(isDefault.output[0])] });
  }
  const secured = v.safeParse(textSchema, tls);
  // Without it queries would be sent in the clear.
  if (secured.success && secured.output[0] !== 'no') {
    calls.push({ method: 'SetLinkDNSOverTLS', signature: 's', words: [secured.output[0]] });
  }
  return calls;
}

const service = 'org.freedesktop.resolve1';
const manager = '/org/freedesktop/resolve1';
/** A resolver that is not there is not started (busctl(1)). */
const quietly = '--auto-start=no';

/** Arguments of busctl for the manager's property `DNS`. */
export const allServersWords = [quietly, 'get-property', service, manager, `${service}.Manager`, 'DNS'] as const;

/** Arguments of busctl that print the properties of a link, a line for each. */
export function propertiesWords(index: number): readonly string[] {
  // A path has no element that begins with a digit (sd_bus_path_encode(3)).
  const path = `${manager}/link/_3${index}`;
  return [quietly, 'get-property', service, path, `${service}.Link`, ...linkProperties];
}

/** Arguments of busctl that give the link what the call says. */
export function callWords(index: number, { method, signature, words }: LinkCall): readonly string[] {
  return [quietly, 'call', service, manager, `${service}.Manager`, method, `i${signature}`, String(index), ...words];
}

/** Arguments of busctl that take from the link what it was given. */
export function revertWords(index: number): readonly string[] {
  return [quietly, 'call', service, manager, `${service}.Manager`, 'RevertLink', 'i', String(index)];
}
