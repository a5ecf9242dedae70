import assert from 'node:assert/strict';
import { parsePacketSockets, parsePppoeDevices } from '../../../../src/host/kernel/bound-sockets.ts';

describe('the kernel’s tables of sockets', () => {
  it('tell which packet sockets are bound to one interface, and for which protocol', () => {
    const text = [
      'sk               RefCnt Type Proto  Iface R Rmem   User   Inode',
      '00000000d1f1a0c3 3      3    0003   2     1 0      0      24601',
      '00000000d1f1a0c4 3      2    888e   3     1 0      0      24602',
      '00000000d1f1a0c5 3      3    0003   0     1 0      0      24603',
      '',
    ].join('\n');
    assert.deepEqual(parsePacketSockets(text), [
      { index: 2, protocol: 3 },
      { index: 3, protocol: 0x888e },
    ]);
    assert.deepEqual(parsePacketSockets(''), []);
  });

  it('tell which interfaces carry sessions of PPPoE', () => {
    const text =
      'Id       Address              Device\n00000001 00:11:22:33:44:55    eth0\n00000002 00:11:22:33:44:55    eth0\n';
    assert.deepEqual(parsePppoeDevices(text), ['eth0']);
    assert.deepEqual(parsePppoeDevices(''), []);
  });
});
