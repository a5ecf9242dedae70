/** SVG as text: elements, and the axes that all charts share. */

/** Text that is already escaped. */
export type Svg = string & { readonly svg: true };

export type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, ...children: readonly Svg[]): Svg {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(rounded(value))}"`);
  const open = `<${name}${words.join('')}`;
  return (children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`) as Svg;
}

export function text(x: number, y: number, words: string, attributes: Attributes = {}): Svg {
  return element('text', { x, y, ...attributes }, escape(words) as Svg);
}

export function line(x1: number, y1: number, x2: number, y2: number, kind: string): Svg {
  return element('line', { x1, y1, x2, y2, class: kind });
}

/** Where a value is on an axis. */
export type Scale = (value: number) => number;

/** @param domain least and greatest value, both above 0. @param range their places. */
export function logScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [least, greatest] = domain;
  const share = (value: number): number => Math.log(value / least) / Math.log(greatest / least);
  return (value) => range[0] + Math.max(0, Math.min(1, share(value))) * (range[1] - range[0]);
}

/** The powers of ten from the greatest that is at most the first to the least that is at least the last. */
export function decades(least: number, greatest: number): number[] {
  const first = Math.floor(Math.log10(least));
  const last = Math.max(first + 1, Math.ceil(Math.log10(greatest)));
  return Array.from({ length: last - first + 1 }, (_, index) => Number(`1e${first + index}`));
}

/** Median and range as a bar with a line through its end. */
export function bar(x: Scale, y: number, height: number, values: readonly [number, number, number], kind: string): Svg {
  const [least, middle, greatest] = values.map(x) as [number, number, number];
  const start = x(0);
  return element(
    'g',
    {},
    element('rect', { x: start, y, width: Math.max(1.5, middle - start), height, rx: 2, class: kind }),
    line(least, y + height / 2, greatest, y + height / 2, 'range'),
  );
}

function escape(words: string): string {
  return words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function rounded(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;
}
