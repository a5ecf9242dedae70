/** What would become of an interface behind a bridge: what moves, what stays, what is in the way. */
import type { Catalogue } from '../messages/shape.ts';
import type { PlannedStep } from '../replies.ts';
import type { Session } from '../session.ts';
import { safeLine } from '../terminal/safe.ts';
import { padTo, widthOf, wrap } from '../terminal/width.ts';

export interface Moving {
  /** The kind of its step; of a step that changes the links rather `address`, `route` or `neighbours`. */
  readonly kind: string;
  readonly text: string;
}

export interface InterfaceReport {
  readonly interface: string;
  readonly bridge: string;
  /** The network stack that configures it; empty where that is unknown. */
  readonly stack: string;
  readonly moves: readonly Moving[];
  readonly stays: readonly string[];
  readonly 'in-the-way': readonly { readonly error: string; readonly message: string }[];
}

/** What a plan moves, in its order. @param bridge the device that gets it. */
export function movesOf(plan: readonly PlannedStep[], bridge: string): Moving[] {
  return plan.flatMap(({ kind, title, preview }) => [
    { kind, text: title },
    ...(kind === 'links' ? preview.split('\n').flatMap((line) => movedBy(line, bridge)) : []),
  ]);
}

/** A line of ip(8) that gives the bridge an address or a route. A comment in words tells of the neighbours. */
function movedBy(line: string, bridge: string): Moving[] {
  const words = line.trim().split(/\s+/);
  const [program, object, verb, what = ''] = words;
  if (program === '#' && line.includes('neighbour')) return [{ kind: 'neighbours', text: line.replace(/^#\s*/, '') }];
  const own = words.some((word, index) => word === 'dev' && words[index + 1] === bridge);
  if (program !== 'ip' || !own || verb === 'del') return [];
  if (object === 'addr') return [{ kind: 'address', text: what }];
  const gateway = words.indexOf('via');
  const to = what === '0.0.0.0/0' || what === '::/0' ? 'default' : what;
  const text = gateway < 0 ? to : `${to} via ${words[gateway + 1] ?? ''}`;
  return object === 'route' ? [{ kind: 'route', text }] : [];
}

export function interfaceReportLines({ messages, screen }: Session, report: InterfaceReport): string[] {
  const { examined } = messages.doctor;
  const title = (text: string): string => screen.paint('bold', text);
  const width = screen.columns ?? 80;
  const list = (sentences: readonly string[], empty: string): string[] =>
    sentences.length === 0 ? [`  ${empty}`] : sentences.flatMap((sentence) => bullet(sentence, width));
  const blocking = report['in-the-way'].map(({ message }) => message);
  const moves = moveLines(report.moves, messages, width);
  return [
    title(examined.title(safeLine(report.interface), safeLine(report.bridge))),
    ...(report.stack === '' ? [] : [examined.stack(safeLine(report.stack))]),
    '',
    title(examined.moves),
    ...(moves.length === 0 ? [`  ${examined.unknown}`] : moves),
    '',
    title(examined.stays),
    ...list(report.stays, report.moves.length === 0 ? examined.unknown : examined.nothing),
    '',
    title(examined.inTheWay),
    ...list(blocking, examined.nothing),
  ];
}

function bullet(sentence: string, width: number): string[] {
  const [first = '', ...rest] = wrap(safeLine(sentence), width - 4);
  return [`  - ${first}`, ...rest.map((line) => `    ${line}`)];
}

/** Grouped by kind, in the order in which each kind comes first; addresses and routes before all else. */
function moveLines(moves: readonly Moving[], { doctor }: Catalogue, width: number): string[] {
  const { kinds } = doctor.examined;
  const label = (kind: string): string =>
    Object.hasOwn(kinds, kind) ? kinds[kind as keyof typeof kinds] : safeLine(kind);
  const first = ['links', 'address', 'route', 'neighbours', 'dhcp-client'];
  const present = new Set(moves.map(({ kind }) => kind));
  const order = [...first.filter((kind) => present.has(kind)), ...[...present].filter((kind) => !first.includes(kind))];
  const labels = [...new Set(order.map(label))];
  const labelWidth = Math.max(0, ...labels.map(widthOf));
  return labels.flatMap((name) => {
    const texts = order
      .filter((kind) => label(kind) === name)
      .flatMap((kind) => moves.filter((one) => one.kind === kind));
    const lines = texts.flatMap(({ text }) => hang(safeLine(text), width - labelWidth - 4));
    return lines.map((line, index) => `  ${padTo(index === 0 ? name : '', labelWidth)}  ${line}`);
  });
}

/** Wrapped, with what follows the first line further in, so that entries stand out. */
function hang(text: string, width: number): string[] {
  const [first = '', ...rest] = wrap(text, Math.max(24, width - 2));
  return [first, ...rest.map((line) => `  ${line}`)];
}
