import assert from 'node:assert/strict';
import { parseIfcfg } from '../../../src/ifcfg/ifcfg.ts';

/** `line reader key` of each. */
function problems(text: string): string[] {
  return parseIfcfg(text)
    .problems()
    .map(({ line, reader, key }) => [line, reader, ...(key === undefined ? [] : [key])].join(' '));
}

describe('problems', () => {
  const texts: readonly (readonly [what: string, text: string, found: readonly string[]])[] = [
    ['finds none in a plain file', '# x\nDEVICE=eth0\nONBOOT="yes" # y\nNAME=\'System eth0\'\n\nBRIDGE=\n', []],
    ['finds none where all take the last', 'BOOTPROTO=none\nBOOTPROTO=dhcp\nBOOTPROTO=static\n', []],
    ['finds a program', 'NAME=System eth0\n', ['1 bash NAME', '1 NetworkManager NAME', '1 wicked NAME']],
    ['finds code in a value', 'A=$(id)\n', ['1 bash A', '1 NetworkManager A', '1 wicked A']],
    ['finds export', 'export A=1\n', ['1 NetworkManager A', '1 wicked A']],
    ['finds the second of a line', 'A=1 B=2\n', ['1 NetworkManager A', '1 NetworkManager B', '1 wicked B']],
    ['finds a carriage return', 'A=1\r\n', ['1 NetworkManager A', '1 wicked A']],
    ['finds no key of the service in other ends of lines', 'X="a\u2028ONBOOT=no"\n', []],
    [
      'finds a carriage return behind a DEVICE',
      'DEVICE=eth0\r\n',
      ['1 ifup DEVICE', '1 ifup DEVICE', '1 NetworkManager DEVICE', '1 wicked DEVICE'],
    ],
    ['finds a byte order mark', '\ufeffA=1\nB=2\n', ['1 bash']],
    ['finds a value of two lines', 'A="1\n2"\n', ['1 NetworkManager A', '1 wicked A']],
    ['finds escapes, which wicked knows none of', 'A="\\"x"\n', ['1 wicked A']],
    ['finds what an old NetworkManager wrote', 'A="it\\\'s"\n', ['1 NetworkManager A']],
    ['finds a semicolon', 'A=1; # x\n', ['1 wicked A']],
    ['finds a bare value that ends the file', 'A=1', ['1 wicked A']],
    ['finds a line that wicked cuts', `A='${'é'.repeat(300)}'\n`, ['1 wicked A']],
    ['finds a comment that hides TYPE from the service', '# was TYPE=x\nTYPE=Bridge\n', ['1 network TYPE']],
    ['finds an ONBOOT that the service does not see', ' ONBOOT=no\n', ['1 network ONBOOT']],
    ['finds an earlier ONBOOT that the service sees', 'ONBOOT=no\nONBOOT=yes\n', ['1 network ONBOOT']],
    ['finds a DEVICE that grep does not', 'DEVICE=e"th0"\n', ['1 ifup DEVICE', '1 wicked DEVICE']],
    ['finds an earlier DEVICE that grep does', 'DEVICE=eth1\nDEVICE=eth0\n', ['1 ifup DEVICE']],
    ['compares addresses of cards without case', 'HWADDR=52:54:00:AA:00:01\n', []],
    ['finds where bash ends reading', "A=1\nB='x\n", ['2 bash', '2 NetworkManager B']],
    ['finds what only others read', 'return\nA=1\n', ['1 bash', '2 bash', '2 NetworkManager A', '2 wicked A']],
    [
      'finds what a condition sets',
      'if true; then\nA=1\nfi\n',
      ['1 bash', '1 bash A', '2 NetworkManager A', '2 wicked A'],
    ],
    ['finds code that may change any key', 'A=1\neval x\n', ['1 NetworkManager A', '1 wicked A', '2 bash']],
    [
      'counts the lines of what goes on',
      'A=\\\n1\n\nexport B=2\n',
      ['1 NetworkManager A', '1 wicked A', '4 NetworkManager B', '4 wicked B'],
    ],
  ];
  for (const [what, text, found] of texts) it(what, () => assert.deepEqual(problems(text), found));

  it('are sentences that hold no value of the file', () => {
    const all = parseIfcfg(
      "KEY='S3cret'\nexport WPA_PSK=S3cret\nX=$(S3cret)\nS3cret\n# DEVICE=S3cret\nDEVICE='S3cret\n",
    ).problems();
    assert.ok(all.length > 4);
    for (const { message } of all) {
      assert.match(message, /^[a-z].*[^.]$/);
      assert.doesNotMatch(message, /S3cret/);
    }
  });
});
