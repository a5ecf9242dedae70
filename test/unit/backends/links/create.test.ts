import assert from 'node:assert/strict';
import type { CidrAddress } from '../../../../src/model/addresses.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import { planCreateLinks } from '../../../../src/backends/links/create.ts';
import { address, link, defaultRoute, hostWith, request } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';

const port = link({
  addresses: [
    address('192.0.2.10/24', { broadcast: '192.0.2.255', label: 'eth0' }),
    address('192.0.2.11/24', { label: 'eth0:1' }),
    address('2001:db8:1::10/64'),
    address('fe80::5054:ff:fe12:3456/64', { scope: 'link' }),
  ],
});
const connected = (destination: string, family: 4 | 6) =>
  defaultRoute(undefined, { destination, family, protocol: 'kernel', metric: family === 6 ? 256 : undefined });
const routes = [
  defaultRoute('192.0.2.1'),
  connected('192.0.2.0/24', 4),
  connected('2001:db8:1::/64', 6),
  connected('fe80::/64', 6),
  defaultRoute('2001:db8:1::1', { metric: 1024 }),
];
const state: HostState = hostWith({}, { links: [port], routes });
const plan = (asked = {}, host: Partial<HostState> = {}) =>
  planCreateLinks(request({ activate: 'live', ...asked }), port, { ...state, ...host });

function before(batch: readonly string[], first: RegExp, second: RegExp): void {
  const [one, other] = [first, second].map((pattern) => batch.findIndex((line) => pattern.test(line)));
  assert.ok(one !== undefined && one >= 0, `no line like ${String(first)} in ${batch.join('\n')}`);
  assert.ok(other !== undefined && one < other, `${String(first)} comes before ${String(second)}`);
}

describe('the batch that puts an interface behind a bridge', () => {
  it("creates the bridge with the uplink's MAC address and MTU, without a forward delay", () => {
    assert.match(
      plan().batch[0] ?? '',
      /^link add name br0 address 52:54:00:12:34:56 mtu 1500 type bridge stp_state 0 forward_delay 0$/,
    );
  });

  it('gives the bridge every address before the uplink joins it, and removes them from the uplink afterwards', () => {
    const { batch } = plan();
    for (const text of ['192.0.2.10/24', '192.0.2.11/24', '2001:db8:1::10/64', 'fe80::5054:ff:fe12:3456/64']) {
      before(batch, new RegExp(`^addr add ${text} dev br0`), /^link set dev eth0 master br0$/);
      before(batch, /^link set dev eth0 master br0$/, new RegExp(`^addr del ${text} dev eth0`));
    }
  });

  it('gives it IPv6 addresses in the reverse of their order, because the kernel lists the newest first', () => {
    const added = plan().batch.filter((line) => line.startsWith('addr add'));
    assert.deepEqual(
      added.map((line) => line.split(' ')[2]).filter((text) => text?.includes(':')),
      ['fe80::5054:ff:fe12:3456/64', '2001:db8:1::10/64'],
    );
  });

  it('skips duplicate address detection for existing addresses', () => {
    const six = plan().batch.filter((line) => line.startsWith('addr add') && /:.*\/64/.test(line));
    assert.equal(six.length, 2);
    for (const line of six) assert.match(line, / nodad$/);
  });

  it('moves a route whose gateway is on no link as the kernel takes it, and back again', () => {
    const left = [
      defaultRoute('198.51.100.1', { destination: '203.0.113.0/24' }),
      defaultRoute('2001:db8:9::1', { destination: '2001:db8:77::/48', metric: 1024 }),
    ];
    const { batch, reverse } = plan({}, { routes: [...routes, ...left] });
    for (const [lines, device] of [
      [batch, 'br0'],
      [reverse, 'eth0'],
    ] as const) {
      const moved = lines.filter((line) => line.startsWith('route replace '));
      assert.deepEqual(
        moved.filter((line) => line.includes('onlink')),
        [
          `route replace 203.0.113.0/24 via 198.51.100.1 dev ${device} proto boot onlink`,
          `route replace 2001:db8:77::/48 via 2001:db8:9::1 dev ${device} metric 1024 proto boot onlink`,
        ],
      );
      assert.equal(moved.length, 4);
    }
  });

  it('moves routes without a gateway before those that need them', () => {
    const byRouter = [
      defaultRoute('172.31.1.1'),
      defaultRoute(undefined, { destination: '172.31.1.1', scope: 'link' }),
      defaultRoute('fe80::1', { metric: 1024 }),
    ];
    const moved = plan({}, { routes: byRouter }).batch.filter((line) => line.startsWith('route replace '));
    assert.deepEqual(moved, [
      'route replace 172.31.1.1 dev br0 proto boot scope link',
      'route replace 0.0.0.0/0 via 172.31.1.1 dev br0 proto boot',
      'route replace ::/0 via fe80::1 dev br0 metric 1024 proto boot',
    ]);
  });

  it('states which routes it moves, and whether the MTU changes', () => {
    assert.deepEqual(plan().routes, ['0.0.0.0/0 via 192.0.2.1 dev br0', '::/0 via 2001:db8:1::1 dev br0 metric 1024']);
    assert.deepEqual([plan().changesMtu, plan({ mtu: 1400 }).changesMtu], [false, true]);
  });

  it('gives the bridge the neighbours before the uplink joins it', () => {
    before(plan().batch, /^# neighbours eth0 br0$/, /master br0$/);
  });

  it('moves the routes to the bridge right after the uplink has joined, before the addresses are removed', () => {
    const { batch } = plan();
    assert.equal(batch.indexOf('route del 192.0.2.0/24 dev eth0'), batch.indexOf('link set dev eth0 master br0') + 1);
    before(batch, /^route replace 0\.0\.0\.0\/0 via 192\.0\.2\.1 dev br0/, /^addr del/);
    before(batch, /^route replace ::\/0 via 2001:db8:1::1 dev br0 metric 1024/, /^addr del/);
  });

  it('removes a secondary address before its primary, whose removal would remove both', () => {
    before(plan().batch, /^addr del 192\.0\.2\.11\/24/, /^addr del 192\.0\.2\.10\/24/);
  });

  it('renames an address label to the bridge', () => {
    assert.ok(plan().batch.includes('addr add 192.0.2.11/24 dev br0 label br0:1 scope global'));
  });

  it('enables STP only once the uplink forwards, with the delay in centiseconds', () => {
    const { batch } = plan({ stp: true, forwardDelay: 15 });
    assert.equal(batch.at(-1), 'link set dev br0 type bridge forward_delay 1500 stp_state 1');
  });

  it("changes the uplink's MTU first, and restores it in the reverse batch", () => {
    const { batch, reverse } = plan({ mtu: 9000 });
    assert.equal(batch[0], 'link set dev eth0 mtu 9000');
    assert.ok(reverse.includes('link set dev eth0 mtu 1500'));
  });

  it("restores everything in the reverse batch, and deletes the bridge's routes before the uplink leaves", () => {
    const { reverse } = plan();
    for (const text of ['192.0.2.10/24', '2001:db8:1::10/64']) {
      before(reverse, new RegExp(`^addr replace ${text} dev eth0`), /^link set dev eth0 nomaster$/);
    }
    before(reverse, /^route del 192\.0\.2\.0\/24 dev br0$/, /^link set dev eth0 nomaster$/);
    before(reverse, /^route replace 0\.0\.0\.0\/0 via 192\.0\.2\.1 dev eth0/, /^link set dev eth0 nomaster$/);
  });

  it('keeps the lifetime of an address from a router advertisement', () => {
    const slaac = link({
      addresses: [address('2001:db8:1::99/64', { dynamic: true, validLifetime: 600, preferredLifetime: 300 })],
    });
    const { batch } = planCreateLinks(request(), slaac, hostWith({}, { links: [slaac] }));
    assert.ok(batch.includes('addr add 2001:db8:1::99/64 dev br0 scope global valid_lft 600 preferred_lft 300 nodad'));
  });
});

describe('default routes that routers advertise', () => {
  const byHand = defaultRoute('2001:db8:1::1', { metric: 1024 });
  const advertised = defaultRoute('fe80::1', { metric: 1024, protocol: 'ra', expires: 1800 });
  const sixth = (found: readonly (typeof byHand)[]) =>
    plan({}, { routes: [defaultRoute('192.0.2.1'), ...found] }).batch.filter((line) =>
      /^route \S+ ::\/0|^# advertised/.test(line),
    );

  const moved = ['route replace ::/0 via fe80::1 dev br0 metric 1025 proto ra expires 1800', '# advertised eth0'];

  it('move where they are alone, and yield to those of the next advertisement', () => {
    assert.deepEqual(sixth([advertised]), moved);
  });

  it('move once, where one that we have moved before still lasts', () => {
    assert.deepEqual(sixth([advertised, { ...advertised, metric: 1025, expires: 600 }]), moved);
  });

  it('come again by themselves where another of the same metric leads out meanwhile', () => {
    const other = 'route replace ::/0 via 2001:db8:1::1 dev br0 metric 1024 proto boot';
    for (const found of [
      [byHand, advertised],
      [advertised, byHand],
    ]) {
      assert.deepEqual(sixth(found), ['# advertised eth0', other]);
    }
    const second = { ...advertised, gateway: 'fe80::2' };
    assert.deepEqual(sixth([advertised, second]), moved);
  });

  it('come again by themselves where another is preferred anyway, as that of network-scripts is', () => {
    assert.deepEqual(sixth([{ ...byHand, metric: 1 }, advertised]), [
      '# advertised eth0',
      'route replace ::/0 via 2001:db8:1::1 dev br0 metric 1 proto boot',
    ]);
  });

  it('move beside one that packets do not take', () => {
    assert.deepEqual(sixth([{ ...byHand, metric: 2000 }, advertised]), [
      ...['# advertised eth0', 'route replace ::/0 via 2001:db8:1::1 dev br0 metric 2000 proto boot'],
      'route replace ::/0 via fe80::1 dev br0 metric 1025 proto ra expires 1800',
    ]);
  });
});

describe('other addresses for the bridge', () => {
  const cidr = (text: string): CidrAddress => ({
    family: text.includes(':') ? 6 : 4,
    address: text,
    prefix: text.includes(':') ? 64 : 24,
  });
  const given = { addressing: 'static', addresses: [cidr('192.0.2.50'), cidr('2001:db8:1::50')] } as const;

  it('replace those of the uplink, except the link-local one', () => {
    const { batch } = plan({ ...given, gateways: ['192.0.2.1', '2001:db8:1::1'] });
    const added = batch.filter((line) => line.startsWith('addr add')).map((line) => line.split(' ')[2]);
    assert.deepEqual(added, ['fe80::5054:ff:fe12:3456/64', '192.0.2.50/24', '2001:db8:1::50/64']);
  });

  it('are all that it has: it takes none by router advertisement, as its file says', () => {
    const advertisements = { interfaceSysctls: { default: { 'ipv6/conf/accept_ra': '1' } } };
    const gateways = ['192.0.2.1', '2001:db8:1::1'];
    assert.ok(plan({ ...given, gateways }, advertisements).batch.includes('# sysctl net/ipv6/conf/br0/accept_ra 0'));
    const keep = plan({}, advertisements).batch;
    assert.ok(!keep.some((line) => line.includes('accept_ra')));
  });

  it('keep a route that the new one replaces, and delete an IPv6 route that none replaces', () => {
    const other = defaultRoute('2001:db8:1::2', { destination: '2001:db8:9::/48', metric: 1024 });
    const { batch } = plan({ ...given, gateways: ['192.0.2.1', '2001:db8:1::1'] }, { routes: [...routes, other] });
    const removed = batch.filter((line) => line.startsWith('route del'));
    assert.deepEqual(removed, [
      'route del 192.0.2.0/24 dev eth0',
      'route del 2001:db8:1::/64 dev eth0 metric 256',
      'route del 2001:db8:9::/48 via 2001:db8:1::2 dev eth0 metric 1024',
    ]);
  });
});

describe('an uplink that cannot be moved', () => {
  it('is one of several next hops', () => {
    throwsCode('Unsupported', () => plan({}, { routes: [defaultRoute('192.0.2.1', { multipath: true })] }));
  });

  it('is named by a policy routing rule with words that are not known', () => {
    const fields = { priority: 100, src: 'all', iif: 'eth0', flow_from: '1', table: '7' };
    throwsCode('Unsupported', () => plan({}, { rules: [{ family: 4, fields }] }));
  });

  it('is to be behind a bridge that a policy routing rule waits for', () => {
    throwsCode('Conflict', () =>
      plan({}, { rules: [{ family: 4, fields: { priority: 100, iif: 'br0', table: '7' } }] }),
    );
  });
});
