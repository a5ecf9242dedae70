/** firewalld's zone files (firewalld.zone(5)): which interfaces they list, and how one is added and taken away. */
import { childrenOf, parseXml } from '../../model/xml.ts';

export const etcFolder = '/etc/firewalld';
export const zonesFolder = `${etcFolder}/zones`;
/** What the distribution brings. */
export const vendorFolder = '/usr/lib/firewalld';

/** Undefined where the text is not a zone. */
export function interfacesIn(text: string | undefined): readonly string[] | undefined {
  const root = text === undefined ? undefined : parseXml(text);
  if (root?.name !== 'zone') return undefined;
  return childrenOf(root, 'interface').flatMap(({ attributes }) => attributes.name ?? []);
}

/** The zone with the interface, the rest byte for byte; undefined where that is not possible. */
export function withInterface(text: string, name: string): string | undefined {
  const end = text.lastIndexOf('</zone>');
  const before = text.slice(0, end);
  const onItsOwnLine = /\n[ \t]*$/.test(before);
  const line = elementOf(name);
  const after = onItsOwnLine
    ? `${before.replace(/[ \t]*$/, '')}  ${line}\n${/[ \t]*$/.exec(before)?.[0] ?? ''}${text.slice(end)}`
    : `${before}${line}${text.slice(end)}`;
  return end > 0 && interfacesIn(after)?.includes(name) === true ? after : undefined;
}

/** The zone without the interface, as firewalld or we write it; undefined where that is not possible. */
export function withoutInterface(text: string, name: string): string | undefined {
  const element = elementOf(name).replaceAll('.', '\\.');
  const after = text.replace(new RegExp(`\\n[ \\t]*${element}(?=\\r?\\n)|${element}`), '');
  return interfacesIn(after)?.includes(name) === false ? after : undefined;
}

/** Interface names have no character that XML would escape (src/model/names.ts). */
function elementOf(name: string): string {
  return `<interface name="${name}"/>`;
}
