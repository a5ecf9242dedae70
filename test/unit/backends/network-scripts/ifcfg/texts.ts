import fc from 'fast-check';

/** Pieces with a meaning in a shell: their combinations find differences between two readers. */
const pieces = [
  ...['A=', 'B=', 'C=', 'DEVICE=', 'TYPE=', ' export ', 'export '],
  ...["'", '"', '\\', '\n', '\n', ' ', '\t', ';', '#', ' # ', "$'", '$', '`', '=', '\\\n', "''", '""'],
  ...[
    'x',
    'y z',
    '1',
    '\\x41',
    '\\n',
    '\\101',
    '\\q',
    '~',
    '*',
    '{a,b}',
    '(',
    ')',
    '|',
    '&',
    '<',
    '!',
    '%',
    '[',
    'é',
    '\u3000',
  ],
];

const value = fc.oneof(
  fc.constantFrom(
    'x',
    '',
    "'a b'",
    '"a b"',
    "$'a\\tb'",
    '\\ ',
    'a\'b\'"c"',
    'a#b',
    '#b',
    'a=b',
    '"\\$x"',
    '"\\q\\""',
    "'é'",
  ),
  fc.stringMatching(/^[A-Za-z0-9._:/-]{0,8}$/),
);
const assignment = fc
  .tuple(fc.constantFrom('A', 'B', 'C', 'DEVICE', 'TYPE', 'SLAVE', 'X_1'), value)
  .map((pair) => pair.join('='));
const line = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom('', '', ' ', '\t', 'export '),
        assignment,
        fc.constantFrom('', '', ';', ' # c', ' ; #c', ' \\\n', '\\\n', ' B=2'),
      )
      .map((parts) => parts.join('')),
  },
  { weight: 2, arbitrary: fc.constantFrom('', '  ', '# comment', "# isn't", '# TYPE=x', '#DEVICE=eth1', '\t#x\\') },
);

/** Texts of which most are plain ifcfg files. */
export const plausibleText = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', ''))
  .map(([lines, end]) => lines.join('\n') + end);

/** Texts of which most are unreadable. */
export const strangeText = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(''));

export const anyText = fc.oneof(plausibleText, strangeText);

/** `A=$'…'` with whatever may begin, end or follow an escape (bash(1), QUOTING). */
export const escapedText = fc
  .array(fc.constantFrom('\\', '\\x', '\\x{', '\\u', '\\U', '\\0', '{', '}', '4', '62', 'a', 'e', 'g', '?', ' '), {
    maxLength: 8,
  })
  .map((parts) => `A=$'${parts.join('')}'`);

/** What may be written as a value of any key. */
export const writableValue = fc.stringMatching(/^[A-Za-z0-9._:/ -]{0,12}$/);
