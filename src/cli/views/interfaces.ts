/** Network cards: which can be bridged, and why another cannot. */
import type { Catalogue } from '../messages/shape.ts';
import type { Interface } from '../replies.ts';
import { safeLine } from '../terminal/safe.ts';
import type { Screen } from '../terminal/screen.ts';
import { table } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';
import { linkState } from './bridges.ts';

/** A line for each; the reason stands below it, for it is a sentence. */
export function interfaceLines(
  interfaces: readonly Interface[],
  { columns, words }: Catalogue,
  { paint, columns: width }: Screen,
): string[] {
  const head = [columns.name, columns.kind, columns.link, columns.bridgeable, columns.addresses];
  const rows = interfaces.flatMap((card) => {
    const [first = '', ...others] = card.addresses.map(safeLine);
    const can = card.bridgeable ? paint('green', words.can) : words.cannot;
    const cells = [safeLine(card.name), safeLine(card.kind), linkState(card, words, paint), can, first];
    return [cells, ...others.map((address) => ['', '', '', '', address])];
  });
  const [title = '', ...lines] = table([head, ...rows]);
  return [
    paint('bold', title),
    ...interfaces.flatMap(({ addresses, reason }) => [
      ...lines.splice(0, Math.max(1, addresses.length)),
      ...reasonLines(reason, width, paint),
    ]),
  ];
}

function reasonLines(reason: string, width: number | undefined, paint: Screen['paint']): string[] {
  if (reason === '') return [];
  return wrap(safeLine(reason), (width ?? 80) - 4).map((line) => `    ${paint('dim', line)}`);
}
