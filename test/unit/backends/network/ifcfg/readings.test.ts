import assert from 'node:assert/strict';
import {
  isDhcp,
  keepsNetworkManagerOff,
  reading,
  refusesDefaultRoute,
  refusesIPv6,
  startsAtBoot,
  turnsStpOn,
  type Key,
} from '../../../../../src/backends/network/ifcfg/readings.ts';
import { isTrue } from '../../../../../src/backends/network/ifcfg/switches.ts';

const readers = ['RHEL 6', 'RHEL 7', 'RHEL 8', 'Fedora', 'NetworkManager'] as const;
/** What each of them makes of the value, in the order of `readers`. */
const cases: readonly (readonly [key: Key, value: string, meanings: string])[] = [
  ['BOOTPROTO', 'dhcp', 'dhcp dhcp dhcp dhcp dhcp'],
  ['BOOTPROTO', 'DHCP', 'static static static static dhcp'],
  ['BOOTPROTO', 'BootP', 'static static static static bootp'],
  ['BOOTPROTO', 'none', 'static static static static static'],
  ['ONBOOT', 'No', 'no no no no no'],
  ['ONBOOT', 'false', 'yes yes no no no'],
  ['ONBOOT', 'off', 'yes yes no no yes'],
  ['ONBOOT', 'none', 'no no yes yes yes'],
  ['DEFROUTE', 'no', 'no no no no no'],
  ['DEFROUTE', 'NO', 'yes yes yes no no'],
  ['DEFROUTE', 'off', 'yes yes yes no yes'],
  ['IPV6INIT', 'yes', 'yes yes yes yes yes'],
  ['IPV6INIT', 'YES', 'no yes yes yes yes'],
  ['IPV6INIT', 'off', 'no no no no no'],
  ['STP', 'on', 'yes yes yes yes yes'],
  ['STP', 'ON', 'no no yes yes yes'],
  ['STP', '1', 'yes yes yes yes no'],
  ['NM_CONTROLLED', 'N', 'no no no no no'],
  ['NM_CONTROLLED', 'off', 'yes no no no yes'],
];

describe('a value of an ifcfg file', () => {
  for (const [key, value, meanings] of cases) {
    it(`means to each reader what its own comparison says: ${key}=${value}`, () => {
      assert.equal(readers.map((reader) => reading(key, value, reader)).join(' '), meanings);
    });
  }

  it('is taken as this host’s scripts take it', () => {
    assert.deepEqual(['dhcp', 'DHCP', 'bootp', undefined].map(isDhcp), [true, false, false, false]);
    assert.deepEqual(
      ['no', 'NO', 'false', undefined].map((value) => [
        startsAtBoot(value, 'seconds'),
        startsAtBoot(value, 'centiseconds'),
      ]),
      [
        [false, false],
        [false, false],
        [true, false],
        [true, true],
      ],
    );
    assert.deepEqual(['no', 'NO', undefined].map(refusesDefaultRoute), [true, false, false]);
    assert.deepEqual(['no', 'OFF', '', undefined].map(refusesIPv6), [true, true, false, false]);
    assert.deepEqual([turnsStpOn('ON', 'seconds'), turnsStpOn('ON', 'centiseconds')], [false, true]);
  });

  it('keeps NetworkManager off a device in NetworkManager’s words alone', () => {
    assert.deepEqual(['no', 'False', '0', 'off', undefined].map(keepsNetworkManagerOff), [
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('is a yes to one of the readers in any of their words', () => {
    for (const word of ['yes', 'YES', 'y', 'true', 't', '1', 'on', 'On']) assert.ok(isTrue(word), word);
    for (const word of ['no', 'off', '', 'maybe', undefined]) assert.equal(isTrue(word), false);
  });
});
