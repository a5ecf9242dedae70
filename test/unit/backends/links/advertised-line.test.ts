import assert from 'node:assert/strict';
import { expandAdvertised, advertisedLine } from '../../../../src/backends/links/advertised-line.ts';
import { address, defaultRoute, link } from '../../support/host.ts';

const advertised = (device: string) => defaultRoute('fe80::1', { device, metric: 1024, protocol: 'ra', expires: 1800 });
const slaac = { dynamic: true, validLifetime: 1800, preferredLifetime: 1800 };
const eth0 = link({
  addresses: [
    address('2001:db8:1::99/64', slaac),
    address('2001:db8:1::aa/64', { ...slaac, temporary: true }),
    address('2001:db8:1::10/64'),
    address('192.0.2.10/24', slaac),
  ],
});
const network = { ...defaultRoute('2001:db8:1::1'), destination: '2001:db8:1::/64', gateway: undefined };
const kernel = {
  links: [eth0],
  routes: [
    { ...network, metric: 256, protocol: 'kernel' },
    advertised('eth0'),
    advertised('eth1'),
    defaultRoute('2001:db8:1::1'),
  ],
};

describe('what a router advertises to an interface while its plan waits', () => {
  const removals = [
    'route del 2001:db8:1::/64 dev eth0 metric 256',
    'route del ::/0 via fe80::1 dev eth0 metric 1024',
    'addr del 2001:db8:1::99/64 dev eth0',
  ];

  it('is taken away from the port: the address and its routes, and nothing that was configured', () => {
    assert.deepEqual(expandAdvertised([advertisedLine('eth0'), 'link show'], kernel), [...removals, 'link show']);
  });

  it('is not taken away where the batch has replaced it through the other device', () => {
    const replacement = 'route replace ::/0 via fe80::1 dev br0 metric 1024 proto ra expires 600';
    const expanded = expandAdvertised([replacement, advertisedLine('eth0')], kernel);
    assert.deepEqual(expanded, [replacement, ...removals.filter((line) => !line.includes('::/0'))]);
  });

  it('is not taken away where a line before has replaced the connected route that NetworkManager had set', () => {
    const replacement = 'route replace 2001:db8:1::/64 dev br0 metric 256 proto kernel pref medium';
    const others = removals.filter((line) => !line.includes('/64 dev eth0 metric'));
    assert.deepEqual(expandAdvertised([replacement, advertisedLine('eth0')], kernel), [replacement, ...others]);
    assert.deepEqual(expandAdvertised([advertisedLine('eth0'), replacement], kernel), [...removals, replacement]);
  });

  it('is taken away once', () => {
    for (const planned of removals) {
      const expanded = expandAdvertised([planned, advertisedLine('eth0')], kernel);
      assert.deepEqual([...expanded].sort(), removals.toSorted());
    }
  });
});
