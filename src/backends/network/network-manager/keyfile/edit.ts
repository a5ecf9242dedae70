/** Changes keyfiles line by line: what is not changed stays byte for byte. */
import { linesOf, type KeyfileLine } from './lines.ts';

/** A key with its raw value; undefined removes it. */
export type Changes = Readonly<Record<string, string | undefined>>;

/**
 * The text with these keys of the group. A key that is there keeps its place, which is its last one, and loses its others; a new
 * one comes behind the group's last key. The group is added at the end where there is none.
 */
export function setKeys(text: string, group: string, changes: Changes): string {
  return Object.entries(changes).reduce((so, [key, value]) => setKey(so, group, key, value), text);
}

function setKey(text: string, group: string, key: string, value: string | undefined): string {
  const lines = linesOf(text);
  const same = lines.filter((line) => line.kind === 'entry' && line.group === group && line.key === key);
  const last = same.at(-1);
  if (last === undefined) return value === undefined ? text : insert(lines, group, `${key}=${value}\n`);
  const isLast = value !== undefined && last.kind === 'entry' && last.value === value;
  return lines
    .map((line) => {
      if (!same.includes(line)) return line.text;
      if (line !== last || value === undefined) return '';
      return isLast ? line.text : `${key}=${value}${/\r?\n$/.exec(line.text)?.[0] ?? '\n'}`;
    })
    .join('');
}

function insert(lines: readonly KeyfileLine[], group: string, line: string): string {
  const after = lines.findLastIndex((one) => one.group === group && (one.kind === 'entry' || one.kind === 'group'));
  if (after < 0) return `${ended(textOf(lines))}${lines.length === 0 ? '' : '\n'}[${group}]\n${line}`;
  return `${ended(textOf(lines.slice(0, after + 1)))}${line}${textOf(lines.slice(after + 1))}`;
}

/** The text without the group, its comments included. */
export function removeGroup(text: string, group: string): string {
  return textOf(linesOf(text).filter((line) => line.group !== group));
}

/** The lines of the group without its header, as they stand in all its places. */
export function groupText(text: string, group: string): string {
  return ended(textOf(linesOf(text).filter((line) => line.group === group && line.kind !== 'group'))).trimEnd();
}

/** A group with these lines at the end of the text. */
export function appendGroup(text: string, group: string, body: string): string {
  const before = text.trimEnd();
  return `${before}${before === '' ? '' : '\n\n'}[${group}]\n${body === '' ? '' : ended(body)}`;
}

function textOf(lines: readonly KeyfileLine[]): string {
  return lines.map(({ text }) => text).join('');
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
