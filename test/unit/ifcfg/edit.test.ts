import assert from 'node:assert/strict';
import { parseIfcfg } from '../../../src/ifcfg/ifcfg.ts';

function set(text: string, key: string, value: string): string {
  const file = parseIfcfg(text);
  file.set(key, value);
  assert.equal(file.get(key), value);
  return file.toString();
}

function without(text: string, key: string): string {
  const file = parseIfcfg(text);
  file.delete(key);
  assert.equal(file.get(key), undefined);
  return file.toString();
}

describe('set', () => {
  const changes: readonly (readonly [what: string, text: string, key: string, value: string, after: string])[] = [
    ['changes a line and no other', '# x\n\nA=1 # y\r\nB="2"', 'A', '3', '# x\n\nA=3 # y\r\nB="2"'],
    ['changes the last of several lines', 'A=1\nA=2\nB=3\n', 'A', '4', 'A=1\nA=4\nB=3\n'],
    ['leaves a line alone that says so', "export A='1'; # x\n", 'A', '1', "export A='1'; # x\n"],
    ['drops export and blanks, which hide a key', "  export A='1' # x\n", 'A', '2', 'A=2 # x\n'],
    ['changes one of several on a line', 'A=1 B=2; C=3\n', 'B', 'x y', "A=1 B='x y'; C=3\n"],
    ['adds a line', 'A=1\n', 'B', '2', 'A=1\nB=2\n'],
    ['adds a newline before a line', 'A=1', 'B', '2', 'A=1\nB=2\n'],
    ['begins a file', '', 'B', '', 'B=\n'],
    ['puts code away', 'A=$(id)\n', 'A', 'x', 'A=x\n'],
    ['puts an array away', 'A=(1\n2)\n', 'A', 'x', 'A=x\n'],
    ['makes one line of a continued one', 'A=1\\\n2 # x\n', 'A', '3', 'A=3 # x\n'],
    ['makes one line of a value of two', "A='1\n2'\nB=3\n", 'A', '4', 'A=4\nB=3\n'],
    ['drops the carriage return of the value', 'A=1\r\nB=2\r\n', 'A', '3', 'A=3\nB=2\r\n'],
    ['adds what a condition may set', 'if true; then A=1; fi\n', 'A', '2', 'if true; then A=1; fi\nA=2\n'],
    ['adds what was unset', 'A=1\nunset A\n', 'A', '2', 'A=1\nunset A\nA=2\n'],
    ['quotes a last line without a newline, for wicked', 'A=1', 'A', '2', "A='2'"],
    ['quotes before a semicolon, for wicked', 'A=1; # x\n', 'A', '2', "A='2'; # x\n"],
    ['quotes an apostrophe', '', 'A', "it's", 'A="it\'s"\n'],
    ['quotes all that bash expands', '', 'A', '$X `id` "\\', "A='$X `id` \"\\'\n"],
    ['escapes where there is an apostrophe too', '', 'A', `'$\`"\\`, 'A="\'\\$\\`\\"\\\\"\n'],
  ];
  for (const [what, text, key, value, after] of changes) {
    it(what, () => assert.equal(set(text, key, value), after));
  }

  const refused: readonly (readonly [text: string, key: string, value: string, message: RegExp])[] = [
    ['', 'A', 'x\ny', /^the value for 'A' holds a newline/],
    ['', 'A', 'x\0', /^the value for 'A' holds NUL/],
    ['', 'A', '\ud800', /^the value for 'A' holds half of a character/],
    ['', 'A B', 'x', /^"A B" is no name of a variable/],
    ['', 'é', 'x', /is no name of a variable/],
    ['', 'UID', '0', /^'UID' belongs to the shell/],
    ['A=1\n\neval "$X"\n', 'A', '2', /^'A' cannot be changed, because code in line 3 may change any key/],
    ["B=1\nA='x\n", 'C', '2', /^'C' cannot be set/],
    ['readonly A=1\nA+=\n', 'A', '2', /^'A' cannot be changed/],
    ['# x\nreturn\n', 'A', '2', /^'A' cannot be set/],
    ['A=x\\', 'B', '2', /^'B' cannot be set/],
  ];
  for (const [text, key, value, message] of refused) {
    it(`refuses ${JSON.stringify(key)} in ${JSON.stringify(text)}: ${message.source}`, () => {
      const file = parseIfcfg(text);
      assert.throws(() => file.set(key, value), { message });
      assert.equal(file.toString(), text);
    });
  }
});

describe('delete', () => {
  const changes: readonly (readonly [what: string, text: string, after: string])[] = [
    ['takes out each line of the key', 'A=1\nB=2\n export A="3" # x\nC=4', 'B=2\nC=4'],
    ['leaves a file alone that has no such key', '#A=1\nB=2', '#A=1\nB=2'],
    ['takes out one of several on a line', 'B=1 A=2 C=3 # x\n', 'B=1 C=3 # x\n'],
    ['takes out one of several commands', 'A=1; B=2; A=3; C=4\n', 'B=2; C=4\n'],
    ['takes out a line of the key alone', 'A=1 A=2; # x\nB=3\n', 'B=3\n'],
    ['takes out an array', 'A=(1\n2)\nB=3\n', 'B=3\n'],
    ['takes out what goes on', 'A=1\\\n2\nB=3\n', 'B=3\n'],
    ['leaves what a program is given', 'A=1\nA=2 eth0\n', 'A=2 eth0\n'],
  ];
  for (const [what, text, after] of changes) it(what, () => assert.equal(without(text, 'A'), after));

  for (const text of [
    'if true; then A=1; fi\n',
    'local A=1\n',
    'readonly A=1\n{ A=2; }',
    'A=1\n. ./x\n',
    '{ A=1; }\n',
  ]) {
    it(`refuses what code may set, as in ${JSON.stringify(text)}`, () => {
      const file = parseIfcfg(text);
      assert.throws(() => file.delete('A'), { message: /^'A' cannot be (?:changed|taken out)/ });
      assert.equal(file.toString(), text);
    });
  }
});
