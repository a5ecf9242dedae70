import assert from 'node:assert/strict';
import { parseIfcfg } from '../../../src/ifcfg/ifcfg.ts';
import { sourceWithBash, type Variables } from './bash.ts';

describe('get', () => {
  const plain: readonly (readonly [what: string, text: string, value: string | undefined])[] = [
    ['a bare value', 'A=x', 'x'],
    ['an empty value', 'A=', ''],
    ['single quotes', "A='192.0.2.10/24'", '192.0.2.10/24'],
    ['double quotes', 'A="x y"', 'x y'],
    ['escapes in double quotes', 'A="\\"\\$\\\\\\q\\`"', '"$\\\\q`'],
    ['an escape without quotes', String.raw`A=x\ y\$`, 'x y$'],
    ['pieces that join', `A=x"c"'d'$'\\x41'`, 'xcdA'],
    ["the escapes of $'…'", String.raw`A=$'\t\'\"\?\\\101\x41A\U41\q'`, `\t'"?\\AAAA\\q`],
    ['a continued line', 'A=x\\\ny', 'xy'],
    ['a value of two lines', 'A="x\ny"', 'x\ny'],
    ['the last of several', 'A=none\nB=2\nA=dhcp\nA=static', 'static'],
    ['export', 'export A=x', 'x'],
    ['readonly', 'readonly A=x', 'x'],
    ['what is appended', 'A=x\nA+=y', 'xy'],
    ['several on a line', 'B=1 A=x; C=3', 'x'],
    ['blanks before it', ' \tA=x', 'x'],
    ['a comment behind it', 'A=x\t# y', 'x'],
    ['a backslash at the end of a line in single quotes, which stays', "A='x\\\ny'", 'x\\\ny'],
    ['one in double quotes, which joins', 'A="x\\\ny"', 'xy'],
    ['a # within a value', 'A=x#y', 'x#y'],
    ['a # right at the start', 'A=#y', '#y'],
    ['a semicolon behind it', 'A=x;# y', 'x'],
    ['no newline at the end', 'B=1\nA=x', 'x'],
    ['typographic quotes, which quote nothing', 'A=“x”', '“x”'],
    ['a carriage return, which belongs to the value', 'A=x\r\n', 'x\r'],
    ['patterns and braces', 'A=*{1,2}?[x]', '*{1,2}?[x]'],
    ['a tilde within a value', 'A=x~y', 'x~y'],
    ['a comment that ends in a backslash', '# x \\\nA=x', 'x'],
    ['nothing where a comment hides it', '# A=y\n', undefined],
    ['nothing where it is a program that has it', 'A=System eth0', undefined],
    ['what it had before a program had another', 'A=x\nA=System eth0', 'x'],
    ['what a program leaves alone that a condition runs', 'A=x\n[ -x /none ] && ethtool eth0\nB=y', 'x'],
    ['nothing where there are blanks around the sign', 'A = x', undefined],
    ['nothing behind a byte order mark', '\ufeffA=x', undefined],
    ['nothing that is unset', 'A=x\nunset A', undefined],
    ['what is before a syntax error, and nothing behind', "A=x\nB='y\nA=z\n", 'x'],
    ['what is before a value with brackets', 'A=x\nB=eth0 (old)\nA=y\n', 'x'],
    ['what is before return', 'A=x\nreturn\nA=y', 'x'],
    ['a function that is never called', 'f() { A=y; }\nA=x', 'x'],
    ['what no condition changes', 'A=x\nif [ -e /none ]; then B=y; fi', 'x'],
    ['what code in another value leaves alone', 'A=x\nB=$(hostname)\nC=`id`\nDEVICE=${A:-y}', 'x'],
  ];
  let bash: readonly Variables[] = [];
  before(() => {
    bash = sourceWithBash(
      plain.map(([, text]) => text),
      ['A'],
    );
  });

  for (const [index, [what, text, value]] of plain.entries()) {
    it(`reads ${what} as bash does`, () => {
      assert.equal(parseIfcfg(text).get('A'), value);
      assert.equal(bash[index]?.get('A'), value);
    });
  }

  const code = [
    ...[
      'A=$X',
      'A="$X"',
      'A=$(id)',
      'A=`id`',
      'A=~',
      'A=x:~root',
      'A=$"x"',
      'A=(1 2)',
      'A[1]=x',
      'A=$((1))',
      'A=${X:=y}',
    ],
    ...['if true; then A=1; fi', 'true && A=1', 'A=1 | cat', 'A=1 &', '(A=1)', 'while false; do A=1; done', '! A=1'],
    ...['for A in 1 2; do echo; done', 'case x in x) A=1;; esac', 'f() { A=2; }\nA=1\nf', 'local A=1', 'declare A=1'],
    ...[
      'A=1\neval B=2',
      'A=1\n. ./x',
      'A=1\nsource x',
      'A=1\nread A',
      'A=1\nprintf -v A x',
      'A=1\nset -e',
      'A=1\nexit',
    ],
    ...['A=1\nlet A=(a)', 'A=1\nalias A=(a b)\nA=2', 'A=1\neval B=(a)'],
    ...['A=1\n((A=2))', 'A=1\nlet A=2', 'A=1\n[[ x ]] && unset A', 'A=1\ncat <<E\nA=2\nE', 'A=1\nB=${A:=2}', 'A=1\n$X'],
    ...[
      'A=1\nA=x >/dev/null',
      'RANDOM=1 A=1\nUID=1',
      'A=1\0',
      'coproc A=1',
      "A=$'\\xff'",
      'A=x\\',
      'A=1\n[ -v X ] || exit',
      'A=1\ntrue && eth0\n',
    ],
  ];
  for (const text of code) {
    it(`does not tell what only bash could, as in ${JSON.stringify(text)}`, () => {
      assert.equal(parseIfcfg(text).get('A'), undefined);
    });
  }

  it('knows keys by their names alone', () => {
    const file = parseIfcfg('__proto__=x\nconstructor=y\n');
    assert.equal(file.get('__proto__'), 'x');
    assert.equal(file.get('toString'), undefined);
  });
});

describe('toString', () => {
  const large = 2 ** 20;
  for (const text of [
    ...[
      '',
      '\n',
      'A=1',
      'A=1\r\nB=2\r\n',
      '\0\0',
      'A=\0x\n',
      '\ud800A=\udc00\n',
      '\xff\xfe',
      "'",
      '"',
      '`',
      '$(',
      '\\',
      '(((',
    ],
    ...[
      '('.repeat(large),
      'A=1\n'.repeat(large / 256),
      `A='${'x'.repeat(large)}'`,
      '"$('.repeat(large / 3),
      'a && '.repeat(9999),
    ],
    ...[
      `A="${'\\"'.repeat(large / 2)}"`,
      `{ ${'A=1; '.repeat(large / 256)}}`,
      '\\\n'.repeat(large / 2),
      'if a\n'.repeat(999),
    ],
  ]) {
    it(`gives the same text, for ${JSON.stringify(text.slice(0, 12))} of ${text.length}`, () => {
      assert.ok(parseIfcfg(text).toString() === text);
    });
  }
});
