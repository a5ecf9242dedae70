/** What else firewalld is told in /etc/firewalld: firewalld.conf(5) and firewalld.direct(5). */
import type { Firewalld } from '../../model/firewalld.ts';
import { childrenOf, parseXml } from '../../model/xml.ts';
import { etcFolder } from './zone-file.ts';

/** The last line counts. */
export function settingOf(key: string, text = ''): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const values = lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1).trim());
  return values.at(-1) === '' ? undefined : values.at(-1);
}

/** The words of each direct rule: they are iptables', and name interfaces. */
export function directRules(text: string | undefined): Firewalld['named'] {
  const root = text === undefined ? undefined : parseXml(text);
  if (root?.name !== 'direct') return [];
  const rules = ['rule', 'passthrough'].flatMap((kind) => childrenOf(root, kind));
  const words = rules.flatMap(({ children }) => children.filter((child) => typeof child === 'string'));
  return words.map((rule) => ({
    where: `direct rule '${rule.trim().replaceAll(/\s+/g, ' ')}' in '${etcFolder}/direct.xml'`,
    words: rule.trim().split(/\s+/),
  }));
}

/** The interfaces whose forwarded connections pass the rules by. */
export function flowtable(text: string | undefined): Firewalld['named'] {
  const value = settingOf('NftablesFlowtable', text);
  if (value === undefined || value === 'off') return [];
  return [{ where: `setting 'NftablesFlowtable' in '${etcFolder}/firewalld.conf'`, words: value.split(/\s+/) }];
}

/** The entries of an ipset of a type such as `hash:net,iface` (firewalld.ipset(5)). */
export function ipsetEntries(path: string, text: string | undefined): Firewalld['named'] {
  const root = text === undefined ? undefined : parseXml(text);
  if (root?.name !== 'ipset' || root.attributes.type?.includes('iface') !== true) return [];
  const words = childrenOf(root, 'entry').flatMap(({ children }) =>
    children.filter((child) => typeof child === 'string'),
  );
  return words.map((entry) => ({
    where: `ipset entry '${entry.trim()}' in '${path}'`,
    words: entry.trim().split(','),
  }));
}
