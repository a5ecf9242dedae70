/** The interfaces: which can be bridged, and why the others cannot. */
import type { Catalogue } from '../messages/shape.ts';
import type { Interface } from '../replies.ts';
import { safeLine } from '../terminal/safe.ts';
import type { Screen } from '../terminal/screen.ts';
import { table } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';
import { linkState } from './bridges.ts';

/** A line for each, and below it the reason, which is a sentence. */
export function interfaceLines(
  interfaces: readonly Interface[],
  { columns, words }: Catalogue,
  { paint, columns: width }: Screen,
): string[] {
  const head = [columns.name, columns.kind, columns.link, columns.stack, columns.bridgeable, columns.addresses];
  const rows = interfaces.flatMap((one) => {
    const [first = '', ...others] = one.addresses.map(safeLine);
    const can = one.bridgeable ? paint('green', words.can) : words.cannot;
    const cells = [
      safeLine(one.name),
      safeLine(one.kind),
      linkState(one, words, paint),
      safeLine(one.stack),
      can,
      first,
    ];
    return [cells, ...others.map((address) => ['', '', '', '', '', address])];
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
