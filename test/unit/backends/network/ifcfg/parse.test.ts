import assert from 'node:assert/strict';
import { parseIfcfg } from '../../../../../src/backends/network/ifcfg/parse.ts';
import { throwsCode } from '../../../support/throws.ts';
import { readWithBash } from './bash.ts';

function parse(text: string) {
  return parseIfcfg('ifcfg-eth0', text);
}

describe('reading an ifcfg file', () => {
  const readable: readonly (readonly [string, string, string | undefined])[] = [
    ['a bare value', 'A=x', 'x'],
    ['an empty value', 'A=', ''],
    ['a value in single quotes', "A='x y'", 'x y'],
    ['a value in double quotes', 'A="x y"', 'x y'],
    ['escapes in double quotes', 'A="\\"\\$\\\\\\q\\`"', '"$\\\\q`'],
    ['an escape without quotes', String.raw`A=x\ y\$`, 'x y$'],
    ['pieces that join', `A=x"c"'d'$'\\x41'`, 'xcdA'],
    ["the escapes of $'…'", String.raw`A=$'\t\'\"\?\\\101\x41A\U41\q'`, `\t'"?\\AAAA\\q`],
    ['a line that is continued', 'A=x\\\ny', 'xy'],
    ['a line that is continued in double quotes', 'A="x\\\ny"', 'xy'],
    ['the last of several', 'A=1\nB=2\nA=3', '3'],
    ['export', 'export A=x', 'x'],
    ['several on a line', 'B=1 A=x C=3', 'x'],
    ['blanks before it', ' \tA=x', 'x'],
    ['a comment behind it', 'A=x # y', 'x'],
    ['a # within a value', 'A=x#y', 'x#y'],
    ['a # right at the start', 'A=#y', '#y'],
    ['a semicolon behind it', 'A=x; # y', 'x'],
    ['no newline at the end', 'B=1\nA=x', 'x'],
    ['keys in lower case as other keys', 'a=y\nA=x', 'x'],
    ['other letters in quotes and comments', "# é ü 日本\nA='é'", 'é'],
    ['an equals sign in a value', 'A=x=y', 'x=y'],
    ['a comment that ends in a backslash', '# x \\\nA=x', 'x'],
    ['nothing where it is commented out', '#A=x', undefined],
  ];
  for (const [what, text, value] of readable) {
    it(`reads ${what} as bash does`, () => {
      assert.equal(parse(text).get('A'), value);
      assert.equal(readWithBash(text, ['A']).get('A'), value);
    });
  }

  it('tells the keys in the order in which they count', () => {
    assert.deepEqual(parse('A=1\nB=2\nC=3\nA=4\n').keys, ['B', 'C', 'A']);
  });

  it('takes ETHTOOL_OPTS with the device in it, as sysconfig.txt of initscripts has it, and tells no value', () => {
    const file = parse('DEVICE=eth0\nETHTOOL_OPTS="-K ${DEVICE} tso on; -G $DEVICE rx 256"\n');
    assert.deepEqual([file.keys, file.get('ETHTOOL_OPTS')], [['DEVICE', 'ETHTOOL_OPTS'], undefined]);
  });

  it('knows keys by their names alone', () => {
    const file = parse('__proto__=x\nconstructor=y\n');
    assert.deepEqual(file.keys, ['__proto__', 'constructor']);
    assert.equal(file.get('toString'), undefined);
  });

  const refused: readonly (readonly [string, string])[] = [
    ['a command substitution', 'IPADDR=$(curl http://192.0.2.1/)'],
    ['a command substitution in quotes', 'IPADDR="$(id)"'],
    ['backticks', 'IPADDR=`id`'],
    ['a variable', 'IPADDR=$X'],
    ['a variable in quotes', 'DOMAIN="${DEVICE}.example"'],
    ['another variable in ETHTOOL_OPTS', 'ETHTOOL_OPTS="-K ${OTHER} tso on"'],
    ['an expansion in ETHTOOL_OPTS', 'ETHTOOL_OPTS="-K ${DEVICE:-$(id)} tso on"'],
    ['a command in ETHTOOL_OPTS', 'ETHTOOL_OPTS="-K $DEVICE tso on; `id`"'],
    ['a translated string', 'A=$"x"'],
    ['a function', 'f() { :; }'],
    ['source', 'source /tmp/x'],
    ['a dot', '. /tmp/x'],
    ['an array', 'A=(1 2)'],
    ['an element of an array', 'A[0]=1'],
    ['an appended value', 'A+=1'],
    ['a second command', 'A=1; reboot'],
    ['a second assignment behind a semicolon', 'A=1; B=2'],
    ['a value with a blank', 'NAME=Network /usr/bin/id'],
    ['a blank before the value', 'A= 1'],
    ['a blank behind the key', 'A =1'],
    ['a pipe', 'A=1|id'],
    ['a background command', 'A=1&'],
    ['a redirection', 'A=1>/tmp/x'],
    ['a home folder', 'A=~root'],
    ['an open quote', "A='x\nB=1"],
    ['an open double quote', 'A="x\n'],
    ['a file that ends in the middle of a line', 'A=x\\'],
    ['a file that ends in a continued line', 'A=x \\\n'],
    ['a backslash and a new line in single quotes, which are both of the value', "A='x\\\ny'\n"],
    ['unset', 'unset A'],
    ['export alone', 'export'],
    ['braces that export expands', 'export A={1,2}'],
    ['if', 'if true; then\nA=1\nfi'],
    ['an escape that ends the value', String.raw`A=$'x\0y'`],
    ['a control escape', String.raw`A=$'\cA'`],
    ['an escape beyond ASCII', String.raw`A=$'\xff'`],
    ['an escape in braces', String.raw`A=$'\x{62}r1'`],
    ['an escape with an open brace', String.raw`A=$'\x{'`],
    ['letters beyond ASCII without quotes', 'A=é'],
    ['a variable of the shell', 'PATH=/tmp'],
    ['a variable of the loader', 'LD_PRELOAD=/tmp/x.so'],
    ["the shell's start file", 'BASH_ENV=/tmp/x'],
    ['the field separator', "IFS='x'"],
    ['carriage returns', 'DEVICE=eth0\r\nBRIDGE=br0\r\n'],
    ['a byte order mark', '\ufeffDEVICE=eth0\n'],
    ['text that was not UTF-8', '# \ufffd\nDEVICE=eth0\n'],
    ['NUL', 'A=x\0y\n'],
    ['a control character', '# \x1b[2J\nA=x\n'],
    ['a C1 control character', '# \x9b2J\nA=x\n'],
  ];
  for (const [what, text] of refused) {
    it(`refuses ${what}`, () => {
      const message = throwsCode('Refused', () => parse(`ONBOOT=yes\n${text}`.replace('ONBOOT=yes\n\ufeff', '\ufeff')));
      assert.match(message, /^'ifcfg-eth0' /);
    });
  }

  it('tells the numbers of the first three lines in doubt, and counts the others', () => {
    const message = throwsCode('Refused', () => parse('ONBOOT=yes\n. x\n\n`id`\n# fine\nA=$B\nexit\nexit\n'));
    assert.match(message, /can read: line 2, line 4, line 6 and 2 more;/);
  });

  it('names the key of the first line in doubt, and shows nothing else of it', () => {
    const message = throwsCode('Refused', () => parse('ONBOOT=yes\nexport WPA_PSK="pa$$word"\nKEY_1=$x\n'));
    assert.match(message, /can read: line 2 \(WPA_PSK\), line 3; write/);
  });

  it('takes nothing for a key that may be the rest of a value', () => {
    const message = throwsCode('Refused', () => parse('A="some\nSECRET=of several lines"\n'));
    assert.match(message, /can read: line 1 \(A\); write/);
  });

  it('tells the line of a comment that hides an assignment, and shows nothing of it', () => {
    const message = throwsCode('Refused', () => parse('A=1\n# S3cret TYPE=x\nTYPE=Ethernet\n'));
    assert.match(message, /beginning with line 2;/);
    assert.doesNotMatch(message, /S3cret/);
  });
});

describe('a comment that hides an assignment from the network service', () => {
  const hidden = [
    ['before the real TYPE', '# was TYPE=Ethernet\nTYPE=Bridge\n', 'TYPE'],
    ['before the real DEVICE', '#DEVICE=eth1\nDEVICE=eth0\n', 'DEVICE'],
    ['in a value of another key', "NAME='my TYPE=x'\nTYPE=Ethernet # y\n", undefined],
    ['behind another key that ends alike', 'DEVICETYPE=eth # x\nTYPE=Ethernet\n', 'TYPE'],
    ['on a continued line', 'DEVICE=et\\\nh0\n', 'DEVICE'],
    ['before NM_CONTROLLED', '# NM_CONTROLLED=yes\nNM_CONTROLLED=no\n', 'NM_CONTROLLED'],
    ['before SLAVE', '# SLAVE= is for bonds\nSLAVE=no\n', 'SLAVE'],
  ] as const;
  for (const [what, text, key] of hidden) {
    if (key === undefined) {
      it(`is not one where it stands ${what}`, () => assert.equal(parse(text).get('TYPE'), 'Ethernet'));
    } else {
      it(`is refused ${what}, and the key is named`, () => {
        assert.ok(throwsCode('Refused', () => parse(text)).includes(`hides its ${key} `));
      });
    }
  }

  it('is accepted behind the assignment, and where there is none', () => {
    assert.equal(parse('TYPE=Bridge\n# was TYPE=Ethernet\n').get('TYPE'), 'Bridge');
    assert.equal(parse('# TYPE=Ethernet\n').get('TYPE'), undefined);
  });
});
