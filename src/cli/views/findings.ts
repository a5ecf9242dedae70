/** Verify's findings, a line for each check, and the remedy below it. */
import type { Catalogue } from '../messages/shape.ts';
import type { ShownFinding } from '../replies.ts';
import { safeLine } from '../terminal/safe.ts';
import type { Colour } from '../terminal/paint.ts';
import type { Screen } from '../terminal/screen.ts';
import { padTo, widthOf, wrap } from '../terminal/width.ts';

const colours = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'dim' } as const satisfies Record<
  ShownFinding['status'],
  Colour
>;

/** @param findings as Verify orders them. @param remedies whether to print the remedies. */
export function findingLines(
  findings: readonly ShownFinding[],
  messages: Catalogue,
  screen: Screen,
  { remedies = true }: { readonly remedies?: boolean } = {},
): string[] {
  const words = messages.findings;
  const statusWidth = Math.max(...Object.values(words).map(widthOf));
  const checkWidth = Math.max(0, ...findings.map(({ check }) => widthOf(check)));
  const indent = statusWidth + checkWidth + 4;
  return findings.flatMap((finding) => {
    const status = screen.paint(colours[finding.status], padTo(words[finding.status], statusWidth));
    const [first = '', ...rest] = bodyOf(finding, messages, Math.max(24, (screen.columns ?? 80) - indent));
    const head = `${status}  ${padTo(safeLine(finding.check), checkWidth)}  ${first}`;
    const remedy = remedies ? remedyOf(finding, messages, statusWidth + 2) : [];
    return [head.trimEnd(), ...rest.map((line) => ' '.repeat(indent) + line), ...remedy];
  });
}

/** A check that passes is shown by what was found; another one by its message, what was expected and what was found. */
function bodyOf(finding: ShownFinding, { verify }: Catalogue, width: number): string[] {
  const { status, message, expected, found } = finding;
  if (status === 'pass') return wrap(safeLine(found === '' ? message : found), width);
  const lines = wrap(safeLine(message), width);
  if (status === 'skip') return lines;
  const pairs = [
    [verify.expected, expected],
    [verify.found, found],
  ].filter((pair): pair is [string, string] => pair[1] !== '');
  const labelWidth = Math.max(0, ...pairs.map(([label]) => widthOf(label)));
  return [
    ...lines,
    ...pairs.flatMap(([label, text]) => {
      const [first = '', ...rest] = wrap(safeLine(text), Math.max(16, width - labelWidth - 2));
      return [`${padTo(label, labelWidth)}  ${first}`, ...rest.map((line) => ' '.repeat(labelWidth + 2) + line)];
    }),
  ];
}

/** Not wrapped: most remedies are commands, to be copied. */
function remedyOf({ status, remedy }: ShownFinding, { verify }: Catalogue, indent: number): string[] {
  return status === 'pass' || status === 'skip' || remedy === ''
    ? []
    : [`${' '.repeat(indent)}${verify.remedy}: ${safeLine(remedy)}`];
}
