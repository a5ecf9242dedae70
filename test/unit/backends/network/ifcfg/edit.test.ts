import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editIfcfg, writeIfcfg } from '../../../../../src/backends/network/ifcfg/edit.ts';
import { parseIfcfg } from '../../../../../src/backends/network/ifcfg/parse.ts';
import { isWritable } from '../../../../../src/backends/network/ifcfg/value-alphabet.ts';
import { throwsCode } from '../../../support/throws.ts';

function edit(text: string, set: Record<string, string>, remove: readonly string[] = []): string {
  return editIfcfg(parseIfcfg('ifcfg-eth0', text), { set: new Map(Object.entries(set)), remove });
}

describe('writing an ifcfg file', () => {
  it('begins with our header and has one bare assignment a line', () => {
    const text = writeIfcfg(
      new Map([
        ['DEVICE', 'br0'],
        ['TYPE', 'Bridge'],
        ['DOMAIN', 'a.example b.example'],
      ]),
    );
    assert.equal(text, "# Written by bridgehead\nDEVICE=br0\nTYPE=Bridge\nDOMAIN='a.example b.example'\n");
  });

  const attacks = [
    'Network /bin/id"',
    'x\nPATH=/tmp',
    "a'$(id)'b",
    '`id`',
    'x;reboot',
    '\\',
    'x\r',
    'x\0',
    '\x01',
    "$'\\n'",
    'x*',
    'DEVICE=eth1',
    'my TYPE= x',
    'SLAVE=yes',
    'NM_CONTROLLED=yes',
    'é',
  ];
  for (const value of attacks) {
    it(`refuses the value ${JSON.stringify(value)}`, () => {
      throwsCode('Refused', () => writeIfcfg(new Map([['NAME', value]])));
      throwsCode('Refused', () => edit('DEVICE=eth0\n', { NAME: value }));
    });
  }

  it('refuses keys that no file of ours has', () => {
    for (const key of ['', 'a', 'A B', 'A=B', '1A', '__proto__', 'A\nB']) {
      throwsCode('Refused', () => writeIfcfg(new Map([[key, 'x']])));
    }
  });

  it('allows % and = only where a value needs them', () => {
    assert.equal(isWritable('IPV6_DEFAULTGW', 'fe80::1%br0'), true);
    assert.equal(isWritable('BRIDGING_OPTS', 'forward_delay=400'), true);
    assert.equal(isWritable('IPADDR', '192.0.2.1%br0'), false);
    assert.equal(isWritable('BRIDGING_OPTS', 'TYPE=x'), false);
  });

  it('takes nothing that could end a line or a quote, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        if (isWritable('NAME', value)) assert.match(value, /^[A-Za-z0-9._:/ -]*$/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('editing an ifcfg file', () => {
  it('changes a value in its place and leaves comment, order and all other bytes alone', () => {
    const text = '# Rack 7\n\n  DEVICE="eth0"\nMTU=1500 # jumbo later\n\nNAME="System eth0"';
    assert.equal(edit(text, { MTU: '9000' }), text.replace('MTU=1500', 'MTU=9000'));
  });

  it('changes the last of several assignments and takes the earlier ones out', () => {
    assert.equal(edit('A=1\nB=2\nA=3\nC=4\n', { A: '5' }), 'B=2\nA=5\nC=4\n');
  });

  it('writes a changed key unindented and without export, so that grep finds it', () => {
    assert.equal(edit("  export ONBOOT='no' # for now\n", { ONBOOT: 'yes' }), 'ONBOOT=yes # for now\n');
  });

  it('leaves a key alone that has the value in other words', () => {
    const text = "export ONBOOT='yes'; # always\n";
    assert.equal(edit(text, { ONBOOT: 'yes' }), text);
  });

  it('takes earlier lines out that say something else, where the last is right already', () => {
    assert.equal(edit('ONBOOT=no\nA=1\nONBOOT="yes"\n', { ONBOOT: 'yes' }), 'A=1\nONBOOT="yes"\n');
  });

  it('leaves earlier lines alone that say the same', () => {
    assert.equal(edit('ONBOOT=yes\nONBOOT=yes\n', { ONBOOT: 'yes' }), 'ONBOOT=yes\nONBOOT=yes\n');
  });

  it('adds new keys at the end, on lines of their own', () => {
    assert.equal(edit('A=1', { B: '2', C: '' }), 'A=1\nB=2\nC=\n');
    assert.equal(edit('A=1\n', { B: '2' }), 'A=1\nB=2\n');
    assert.equal(edit('', { B: '2' }), 'B=2\n');
  });

  it('takes a removed key out with its whole line, continued or exported', () => {
    assert.equal(edit('A=1\nB=x\\\ny # z\nC=3\n', {}, ['B']), 'A=1\nC=3\n');
    assert.equal(edit('A=1\nexport B=2 D=4;\nC=3', {}, ['B', 'D']), 'A=1\nC=3');
  });

  it('takes one of several assignments out of a line', () => {
    assert.equal(edit('A=1 B=2 C=3\n', { C: '4' }, ['A']), 'B=2 C=4\n');
    assert.equal(edit('A=1 B=2 # x\n', {}, ['B']), 'A=1 # x\n');
  });

  it('refuses an edit that a comment would hide from the network service', () => {
    throwsCode('Refused', () => edit('# NM_CONTROLLED= is for NetworkManager\n', { NM_CONTROLLED: 'no' }));
  });
});
