import assert from 'node:assert/strict';
import { createPaint, paintDiff } from '../../../src/cli/terminal/paint.ts';
import { safeJson, safeLine, safeText } from '../../../src/cli/terminal/safe.ts';
import { table } from '../../../src/cli/terminal/table.ts';
import { drawTree } from '../../../src/cli/terminal/tree.ts';
import { cutTo, padTo, widthOf, wrap } from '../../../src/cli/terminal/width.ts';
import { recordScreen } from './fakes.ts';

describe('the width of a text', () => {
  for (const [text, width] of [
    ['br0', 3],
    ['ブリッジ', 8],
    ['ﾌﾞﾘｯｼﾞ', 6],
    ['ＢＲ０', 6],
    ['e\u0301', 1],
    ['\x1b[31mred\x1b[0m', 3],
    ['├─ …', 4],
    ['𠮷野家', 6],
    ['', 0],
  ] as const) {
    it(`is ${width} columns for ${JSON.stringify(text)}`, () => assert.equal(widthOf(text), width));
  }

  it('pads, and cuts between characters', () => {
    assert.equal(padTo('状態', 6), '状態  ');
    assert.equal(cutTo('ブリッジを作る', 9), 'ブリッジ…');
    assert.equal(cutTo('ブリッジ', 8), 'ブリッジ');
    assert.equal(cutTo('a long line', 6, '~'), 'a lon~');
  });

  it('breaks Japanese anywhere except before punctuation, and English at spaces', () => {
    assert.deepEqual(wrap('変更を元に戻した。', 16), ['変更を元に戻し', 'た。']);
    assert.deepEqual(wrap('one two three', 8), ['one two', 'three']);
    assert.deepEqual(wrap('averylongwordindeed', 5), ['averylongwordindeed']);
    assert.deepEqual(wrap('', 10), ['']);
  });
});

describe('a table', () => {
  it('aligns its columns, even with wide characters and colours', () => {
    const red = createPaint(true)('red', '無効');
    const rows = table([
      ['ブリッジ', '状態', 'x'],
      ['br0', red, 'y'],
      ['a', '', 'z'],
    ]);
    assert.deepEqual(rows, ['ブリッジ  状態  x', `br0       ${red}  y`, 'a               z']);
  });

  it('is nothing without rows', () => assert.deepEqual(table([]), []));
});

describe('a tree', () => {
  const tree = {
    label: 'br0',
    children: [
      { label: 'ports', children: [{ label: 'eth0', children: [] }] },
      {
        label: 'addresses',
        children: [
          { label: 'a', children: [] },
          { label: 'b', children: [] },
        ],
      },
    ],
  };

  it('is drawn with lines', () => {
    assert.deepEqual(drawTree(tree, true), ['br0', '├─ ports', '│  └─ eth0', '└─ addresses', '   ├─ a', '   └─ b']);
  });

  it('is drawn in ASCII if the terminal has nothing else', () => {
    assert.deepEqual(drawTree(tree, false), ['br0', '|- ports', '|  `- eth0', '`- addresses', '   |- a', '   `- b']);
  });
});

describe('text from other users', () => {
  const hostile = 'eth0\x1b[2J\r\n\u202Ex\u009b31m\0';

  it('cannot move the cursor, set colours, break the line or reverse the text', () => {
    assert.equal(safeLine(hostile), 'eth0\\u{1b}[2J\\u{d}\\u{a}\\u{202e}x\\u{9b}31m\\u{0}');
    assert.equal(safeText('a\tb\n\x1b[0m'), 'a\tb\n\\u{1b}[0m');
  });

  it('survives JSON, which contains no such character', () => {
    const text = safeJson({ hostile, tag: '\u{e0041}' });
    assert.doesNotMatch(text, /(?!\n)\p{C}/u);
    assert.deepEqual(JSON.parse(text), { hostile, tag: '\u{e0041}' });
  });
});

describe('the screen', () => {
  it('has colours on a terminal, unless NO_COLOR is set or it is a dumb one', () => {
    assert.equal(recordScreen({ tty: true }).screen.paint('red', 'x'), '\x1b[31mx\x1b[0m');
    assert.equal(recordScreen({ tty: true }, { NO_COLOR: '1' }).screen.paint('red', 'x'), 'x');
    assert.equal(recordScreen({ tty: true }, { TERM: 'dumb' }).screen.paint('red', 'x'), 'x');
    assert.equal(recordScreen().screen.paint('red', 'x'), 'x');
  });

  it('overwrites the last status on a terminal, cut to its width, and erases it before an answer', () => {
    const { screen, out, err } = recordScreen({ tty: true, columns: 10 });
    screen.status('a long status line');
    screen.status('short');
    screen.print('answer');
    assert.equal(err(), '\r\x1b[Ka long s…\r\x1b[Kshort\r\x1b[K'.replace('a long s…', 'a long s…'));
    assert.equal(out(), 'answer\n');
  });

  it('writes each status on a line of its own elsewhere, on standard error', () => {
    const { screen, out, err } = recordScreen();
    screen.status('one');
    screen.status('');
    screen.status('two');
    assert.deepEqual([out(), err()], ['', 'one\ntwo\n']);
    assert.equal(screen.interactive, false);
    assert.equal(screen.columns, undefined);
  });
});

describe('a diff', () => {
  it('is painted line by line, and a command is left as it is', () => {
    const paint = createPaint(true);
    assert.equal(
      paintDiff('--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n z', (colour, text) => `${colour}(${text})`).split('\n')[3],
      'red(-x)',
    );
    assert.equal(paintDiff('ip link set dev br0 up', paint), 'ip link set dev br0 up');
  });
});
