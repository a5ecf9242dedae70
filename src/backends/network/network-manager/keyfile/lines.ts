/** The lines of a keyfile, by which it is read and changed (GLib: gkeyfile.c, g_key_file_parse_line). */

interface Place {
  /** With its line end, so that all lines joined are the text. */
  readonly text: string;
  /** The group that the line is in; undefined before the first. */
  readonly group: string | undefined;
}

export type KeyfileLine = Place &
  (
    | { readonly kind: 'group' | 'comment' | 'unknown' }
    | { readonly kind: 'entry'; readonly key: string; readonly value: string }
  );

// GLib takes the blanks of g_ascii_isspace; a group's name has no brackets and no control characters.
const blank = '[ \\t\\n\\f\\r]';
const header = new RegExp(`^\\[([^\\[\\]\\x00-\\x1f\\x7f]+)\\]${blank}*$`);
const entry = new RegExp(`^([^=\\[\\]]*?(?:\\[[^\\]]*\\])?)${blank}*=${blank}*(.*)$`, 's');

export function linesOf(text: string): readonly KeyfileLine[] {
  let group: string | undefined;
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => {
    // Blanks before a line do not count; a carriage return at its end is a part of the line end.
    const bare = line.replace(/\r?\n$/, '').replace(/^[ \t\f\r]+/, '');
    if (bare === '' || bare.startsWith('#')) return { kind: 'comment', text: line, group };
    const name = header.exec(bare)?.[1];
    if (name !== undefined) return { kind: 'group', text: line, group: (group = name) };
    const [, key = '', value = ''] = entry.exec(bare) ?? [];
    return key === '' ? { kind: 'unknown', text: line, group } : { kind: 'entry', key, value, text: line, group };
  });
}
