import fc from 'fast-check';

/*
 * What is code here is harmless where no program is found: redirections lead to /dev/null alone, no loop goes on, no function calls
 * itself.
 */

export const keys = ['A', 'B', 'C', 'DEVICE', 'ONBOOT'];

const plainValue = fc.oneof(
  fc.constantFrom(
    ...['x', '', "'a b'", '"a b"', "$'a\\tb'", '\\ ', 'a\'b\'"c"', 'a#b', '#b', 'a=b', '"\\$x"', '"\\q\\""', "'é'"],
    ...[
      "$'\\u00e9'",
      "$'\\x41\\101'",
      '"a\\\nb"',
      'a\\\nb',
      "''",
      '""',
      '"a"b',
      "\\'",
      '"#"',
      "a'#'b",
      '"`"'.replace('`', '\\`'),
    ],
  ),
  fc.stringMatching(/^[A-Za-z0-9._:/-]{0,8}$/),
);
const value = fc.oneof(
  plainValue,
  fc.constantFrom(
    ...['"a\nb"', "'a\nb'", 'é', '“x”', 'x y', 'x (y)', '$X', '$(hostname)', '`id`', '"${X}"', '~', 'a~', 'x:~'],
    ...['(1 2)', '"x', "'x", 'x\\', '*', '{1,2}', "$'\\x41\\0'", '"a"b$', 'x;', 'a\\\nb', '${X:=1}', '$((A=1))', '$$'],
    ...[
      '$"x"',
      '$"a\\\nb"',
      "'a\\\nb'",
      "$'a\\\nb'",
      '~/x',
      '~root',
      '~+',
      'a,b',
      '{a,b}x',
      '?',
      '[a-z]*',
      'a&b',
      'a;b',
      'a|b',
    ],
    ...[
      '$[1+1]',
      '${#X}',
      '${!X}',
      '$@',
      '"$@"',
      '$?',
      '$-',
      '!x',
      '!!',
      'a!b',
      '%1',
      '^x',
      '@(a|b)',
      '+(x)',
      'a<b',
      'a>/dev/null',
    ],
  ),
);
const assignment = fc
  .tuple(fc.constantFrom('A', 'A', ...keys), fc.constantFrom('=', '=', '=', '=', '+='), value)
  .map((parts) => parts.join(''));
const before = [
  '',
  '',
  '',
  ' ',
  '\t',
  'export ',
  'readonly ',
  'local ',
  'declare ',
  '! ',
  '{ ',
  '( ',
  'true && ',
  'unset ',
];
const behind = [
  '',
  '',
  '',
  ';',
  ' # c',
  ' ; #c',
  ' \\\n',
  '\\\n',
  ' B=2',
  '; B=2',
  ' && B=2',
  ' eth0',
  ' | x',
  '&',
  '\r',
];
const others = [
  ...[
    '',
    '  ',
    '# comment',
    "# isn't",
    '#A=1',
    '\t#x\\',
    'unset A',
    'return',
    'fi',
    'export A',
    'f',
    'echo $A',
    'A=1 eth0',
  ],
  ...['[ -n "$A" ] && B=3', 'if [ "$A" = 1 ]; then B=2; else C=3; fi', 'for A in 1 2; do B=$A; done', 'A=1; A=2'],
  ...[
    'while false; do A=9; done',
    'f() { A=7; }',
    'set -e',
    'exit',
    'eval A=1',
    '. ./none',
    'A=1 >/dev/null',
    'cat <<E\nA=1\nE',
  ],
];
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...before), assignment, fc.constantFrom(...behind, ' >/dev/null', '; }', ' )', '; fi'))
      .map((parts) => parts.join('')),
  },
  { weight: 2, arbitrary: fc.constantFrom(...others) },
);
const lines = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', ''))
  .map(([all, end]) => all.join('\n') + end);

const pieces = [
  ...['A=', 'B=', 'C=', 'DEVICE=', 'A+=', 'A[0]=', 'export ', 'readonly ', 'unset ', 'declare ', 'local '],
  ...["'", '"', '\\', '\n', '\n', '\n', ' ', ' ', '\t', ';', '#', ' # ', "$'", '$"', '$', '`', '=', '\\\n', '\r', '\v'],
  ...[
    'x',
    'y z',
    '1',
    '\\x41',
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
    ']',
    '{',
    '}',
    'é',
    '\u3000',
    '“',
  ],
  ...['$A', '${A}', '${A:-x}', '${A:=x}', '$(echo x)', '$(', '$[A=2]', '((A=1))', '[[ a ]]', '<<E\n', '\nE\n', '<<<'],
  ...[
    '>/dev/null',
    '2>&1',
    '&&',
    '||',
    ';;',
    '|&',
    '\nif true; then\n',
    '\nfi\n',
    '{ ',
    '; }',
    'case x in',
    'esac',
    '! ',
  ],
  ...[
    'eth0',
    'true',
    ':',
    'echo',
    'test',
    'eval ',
    'exit',
    'return',
    'set -e',
    'read A',
    'printf -v A x',
    'let A=1',
    'UID=1',
  ],
  ...['\x01', '\x7f', '\xa0', '\x1b', ':', '-', '@', '?', '+'],
];
const soup = fc
  .tuple(fc.constantFrom('', 'A=0\n'), fc.array(fc.constantFrom(...pieces), { maxLength: 16 }))
  .map(([start, parts]) => start + parts.join(''));

/** Files with code of every kind among their lines, and texts that are none. */
export const anyText = fc.oneof(lines, lines, soup);

/** Any bytes behind a plain line, decoded as latin1; without those that could lead out of the folder. */
export const anyBytes = fc
  .array(
    fc.nat(255).filter((byte) => byte !== 0 && byte !== 0x2f && byte !== 0x3e),
    { maxLength: 24 },
  )
  .map((bytes) => `A=1\nB=${String.fromCharCode(...bytes)}`);

/** Values that may be set. */
export const settable = fc
  .oneof(
    fc.constantFrom(
      "it's",
      'a b',
      '"',
      '$X',
      '`id`',
      '\\',
      "'",
      'x;y',
      '#c',
      '~',
      `a'b"c$d\\e\`f`,
      '日本',
      '\r',
      '!',
      "\\'",
    ),
    fc.string({ unit: 'binary', maxLength: 10 }),
  )
  .map((text) => text.replace(/[\n\0]/g, ''));

const plausibleLine = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom('', '', ' ', '\t', 'export '),
        fc.constantFrom(...keys, 'TYPE', 'SLAVE', 'X_1'),
        plainValue,
        fc.constantFrom('', '', ';', ' # c', ' ; #c', ' \\\n', '\\\n', ' B=2'),
      )
      .map(([start, key, written, end]) => `${start}${key}=${written}${end}`),
  },
  { weight: 2, arbitrary: fc.constantFrom('', '  ', '# comment', "# isn't", '# TYPE=x', '#DEVICE=eth1', '\t#x\\') },
);

/** Texts of which most are plain ifcfg files. */
export const plausibleText = fc
  .tuple(fc.array(plausibleLine, { maxLength: 8 }), fc.constantFrom('\n', ''))
  .map(([all, end]) => all.join('\n') + end);

/** `A=$'…'` with whatever may begin, end or follow an escape (bash(1), QUOTING). */
export const escapedText = fc
  .array(fc.constantFrom('\\', '\\x', '\\x{', '\\u', '\\U', '\\0', '{', '}', '4', '62', 'a', 'e', 'g', '?', ' '), {
    maxLength: 8,
  })
  .map((parts) => `A=$'${parts.join('')}'`);

/** What may be written as a value of any key. */
export const writableValue = fc.stringMatching(/^[A-Za-z0-9._:/ -]{0,12}$/);
