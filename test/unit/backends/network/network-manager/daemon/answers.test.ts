import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseAnswer } from '../../../../../../src/backends/network/network-manager/daemon/answers.ts';
import { parseBusctl } from '../../../../../../src/model/busctl-answer.ts';

/** Of NetworkManager 1.42: eth0 has a lease and a DHCPv6 address by a profile in memory, eth1 none, peer0 is not its own. */
const real = readFileSync(new URL('answer.txt', import.meta.url), 'utf8');

describe('what busctl prints', () => {
  it('is read by its signature', () => {
    assert.deepEqual(parseBusctl('sab(ti)v "a\\"b\\\\ \\303\\251" 2 true false 7 -1 a{sv} 1 "k" as 1 "v"\n'), [
      'a"b\\ é',
      [true, false],
      [7, -1],
      { type: 'a{sv}', data: { k: { type: 'as', data: ['v'] } } },
    ]);
    assert.deepEqual(parseBusctl('ao 0'), [[]]);
  });

  it('is nothing where it breaks off, has more, or a signature that is none', () => {
    for (const text of [
      '',
      's',
      's "a',
      's "a" "b"',
      'as 2 "a"',
      'as 99999999999 "a"',
      'z 1',
      '(s "a"',
      'u x',
      'v ss "a" "b"',
    ]) {
      assert.equal(parseBusctl(text), undefined, text);
    }
    assert.equal(parseBusctl(`${'v '.repeat(100)}s "a"`), undefined);
  });
});

describe('what NetworkManager says', () => {
  const answer = parseAnswer(real);

  it('names its version, its devices and what is active on them', () => {
    assert.equal(answer?.version, '1.42.4');
    const { eth0, eth1, peer0, lo } = answer.devices;
    assert.deepEqual([eth0?.state, eth0?.managed, eth0?.external], [100, true, false]);
    assert.deepEqual(eth0?.available, ['/run/NetworkManager/system-connections/Wired connection 1.nmconnection']);
    assert.equal(eth0.active, answer.active.find(({ id }) => id === 'Wired connection 1')?.uuid);
    assert.deepEqual([eth1?.active, eth1?.state, peer0?.managed, lo?.external], [undefined, 30, false, true]);
  });

  it('has by which names its leases are known', () => {
    const { dhcp4, dhcp6 } = answer?.devices.eth0 ?? {};
    assert.match(dhcp4?.dhcp_client_identifier ?? '', /^01:[0-9a-f:]{17}$/);
    assert.match(dhcp6?.iaid ?? '', /^[0-9a-f:]{11}$/);
    assert.match(dhcp6?.dhcp6_client_id ?? '', /^00:04:/);
  });

  it('has which profiles are loaded, and what kind each is', () => {
    assert.deepEqual(
      answer?.loaded.map(({ filename, flags }) => [filename.split('/').at(-1), flags]),
      [
        ['lo.nmconnection', 15],
        ['Wired connection 1.nmconnection', 3],
      ],
    );
  });

  it('is nothing where it is cut off, or of another program', () => {
    assert.equal(parseAnswer(real.slice(0, 5000)), undefined);
    assert.equal(parseAnswer('a{oa{sa{sv}}} 0'), undefined);
  });
});
