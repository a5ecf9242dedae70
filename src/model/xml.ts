/** Reads libvirt's XML into plain elements, without comments, and writes it again with everything escaped. Pure. */
import { XMLParser } from 'fast-xml-parser';
import * as v from 'valibot';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  // `decode` replaces XML's five entities and character references, but none that the document declares (entity expansion).
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** fast-xml-parser, preserveOrder: one key is the element's name, and ':@' holds its attributes. */
const attributesSchema = v.optional(v.record(v.string(), v.string()), {});

/** The root element; undefined if the text is not XML. */
export function parseXml(text: string): XmlElement | undefined {
  try {
    const root = toNodes(parser.parse(text)).find((node) => typeof node !== 'string');
    // The parser accepts a truncated text.
    return root !== undefined && text.trimEnd().endsWith(`</${root.name}>`) ? root : undefined;
  } catch {
    return undefined;
  }
}

function toNodes(nodes: unknown): (XmlElement | string)[] {
  return Array.isArray(nodes) ? nodes.flatMap(toNode) : [];
}

function toNode(node: unknown): (XmlElement | string)[] {
  if (typeof node !== 'object' || node === null) return [];
  const [name] = Object.keys(node).filter((key) => key !== ':@');
  if (name === undefined) return [];
  const parts = new Map<string, unknown>(Object.entries(node));
  const content = parts.get(name);
  if (name === '#text') return typeof content === 'string' ? [decode(content)] : [];
  const given = v.safeParse(attributesSchema, parts.get(':@'));
  const attributes = Object.entries(given.success ? given.output : {}).map(([key, value]) => [key, decode(value)]);
  return [{ name, attributes: Object.fromEntries(attributes) as Record<string, string>, children: toNodes(content) }];
}

const entities = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
      return entities.get(name ?? '') ?? whole;
    },
  );
}

/** Makes an element for formatXml. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly (XmlElement | string)[] = [],
): XmlElement {
  return { name, attributes, children };
}

/** The element as text, one line per element, with XML's special characters escaped. */
export function formatXml({ name, attributes, children }: XmlElement, indent = ''): string {
  const open = `${indent}<${name}${Object.entries(attributes).map(formatAttribute).join('')}`;
  if (children.length === 0) return `${open}/>\n`;
  const [only] = children;
  if (children.length === 1 && typeof only === 'string') return `${open}>${escape(only)}</${name}>\n`;
  const inner = children.map((child) => (typeof child === 'string' ? escape(child) : formatXml(child, `${indent}  `)));
  return `${open}>\n${inner.join('')}${indent}</${name}>\n`;
}

function formatAttribute([key, value]: [string, string]): string {
  return ` ${key}='${escape(value)}'`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&apos;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The child elements of this name. */
export function childrenOf(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  return (parent?.children ?? []).filter((child) => typeof child !== 'string').filter((child) => child.name === name);
}

/** The attribute `key` of the first child `name`. */
export function attributeOf(parent: XmlElement, name: string, key: string): string | undefined {
  return childrenOf(parent, name)[0]?.attributes[key];
}

/** The text of the first child `name`. */
export function textOf(parent: XmlElement, name: string): string | undefined {
  return childrenOf(parent, name)[0]?.children.find((child) => typeof child === 'string');
}
