import assert from 'node:assert/strict';
import type { DhcpClient, DhcpState } from '../../../../src/model/host-state.ts';
import type { BridgeName } from '../../../../src/model/names.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../../../src/model/requests.ts';
import { planCreateDhclient } from '../../../../src/backends/dhclient/create.ts';
import { planDeleteDhclient } from '../../../../src/backends/dhclient/delete.ts';
import { planCreateLinks } from '../../../../src/backends/links/create.ts';
import { address, link, contextOf, defaultRoute, hostWith, request } from '../../support/host.ts';
import { refusal } from '../network-scripts/planning.ts';
import { throwsCode } from '../../support/throws.ts';
import { dhclientOn, noClient } from './dhclient.ts';

const leased = link({ addresses: [address('192.0.2.10/24', { dynamic: true, validLifetime: 600 })] });
const host = (dhcp: DhcpState) => hostWith({}, { links: [leased], routes: [defaultRoute('192.0.2.1')], dhcp });
const create = (more: Partial<CreateBridgeRequest> = {}) => request({ activate: 'live', ...more });
const plan = (more: Partial<CreateBridgeRequest> = {}, dhcp = dhclientOn('eth0')) =>
  planCreateDhclient(create(more), contextOf(host(dhcp), { uplink: leased }));

describe('a DHCP client when its interface becomes a port', () => {
  it('stops before the change and continues on the bridge with its lease, under the file names that ifdown expects', () => {
    const { before, after } = plan();
    assert.deepEqual(
      [...before, ...after].map((step) => step.kind === 'dhcp-client' && [step.action, step.device, step.wait]),
      [
        ['end', 'eth0', 0],
        ['start', 'br0', 0],
      ],
    );
    const [start] = after;
    assert.ok(start?.kind === 'dhcp-client');
    const lines = '/sbin/dhclient -q -nw -pf /run/dhclient-br0.pid -lf /var/lib/dhclient/dhclient--br0.lease br0';
    assert.equal(start.command.join(' '), lines);
    assert.deepEqual(start.leasesOf, { file: '/var/lib/dhclient/dhclient--eth0.lease', device: 'eth0' });
  });

  it('is told to keep the addresses if its script would otherwise remove them', () => {
    const [start] = plan({}, dhclientOn('eth0', { emptying: 'unless-told' })).after;
    assert.ok(start?.kind === 'dhcp-client' && start.command.includes('keep_old_ip=yes'));
  });

  it('stops for good if the bridge gets other addresses or none', () => {
    for (const addressing of ['static', 'none'] as const) {
      const { before, after } = plan({ addressing });
      assert.deepEqual([before.length, after], [1, []]);
    }
  });

  it('is left alone if the network service is restarted or only files are written', () => {
    for (const activate of ['restart', 'boot'] as const)
      assert.deepEqual(plan({ activate }), { before: [], after: [] });
  });

  it('starts on a static host that requests DHCP', () => {
    const bare = link({ addresses: [address('192.0.2.10/24'), address('2001:db8::10/64')] });
    const state = hostWith({}, { links: [bare], routes: [defaultRoute('192.0.2.1'), defaultRoute('2001:db8::1')] });
    const asked = create({ addressing: 'dhcp' });
    const { before, after } = planCreateDhclient(asked, contextOf(state, { uplink: bare }));
    const [start] = after;
    assert.ok(before.length === 0 && start?.kind === 'dhcp-client' && start.wait > 0 && start.leasesOf === undefined);
    const links = planCreateLinks(asked, bare, state);
    assert.deepEqual(links.addresses, ['2001:db8::10/64']);
    assert.ok(!links.batch.some((line) => line.includes('192.0.2.1 dev br0')));
    throwsCode('Unsupported', () =>
      planCreateDhclient(asked, contextOf({ ...state, dhcp: { ...noClient, program: undefined } }, { uplink: bare })),
    );
  });

  it('moves its address with the remaining lifetime', () => {
    const { batch } = planCreateLinks(create(), leased, host(dhclientOn('eth0')));
    assert.ok(
      batch.some((line) => line.startsWith('addr add 192.0.2.10/24 dev br0') && line.includes('valid_lft 600')),
    );
  });
});

describe('a DHCP client that cannot be moved', () => {
  const clients: readonly (readonly [string, Partial<DhcpClient>, RegExp])[] = [
    ['serves two interfaces', { interfaces: ['eth0', 'eth1'] }, /'eth0' 'eth1'/],
    ['serves all', { interfaces: [] }, /all interfaces/],
    ['is watched over', { supervised: true }, /NetworkManager/],
    ['has a configuration for this interface', { configuration: '/etc/dhcp/dhclient-eth0.conf' }, /dhclient-eth0.conf/],
    ['has unknown options', { problem: "'-sf' and a file" }, /process 700, that was started with '-sf' and a file/],
    ['has a script that empties the interface', { emptying: 'yes' }, /script/],
  ];
  for (const [what, more, message] of clients) {
    it(`is left in place with a warning: it ${what}`, () => {
      assert.match(
        throwsCode('Unsupported', () => plan({}, dhclientOn('eth0', more))),
        message,
      );
    });
  }

  it("continues only as this host's own program", () => {
    const message = throwsCode('Unsupported', () => plan({}, { ...dhclientOn('eth0'), program: undefined }));
    assert.match(message, /'dhclient' is not installed/);
  });

  it('is named in the error if it is not dhclient', () => {
    const dhcp = { ...noClient, others: ['NetworkManager'] };
    assert.match(
      throwsCode('Unsupported', () => plan({}, dhcp)),
      /NetworkManager.*activate 'boot'/,
    );
    assert.match(
      throwsCode('Unsupported', () => plan({}, noClient)),
      /other than dhclient/,
    );
  });

  it('is ignored if it serves IPv6', () => {
    const bare = link({ addresses: [address('192.0.2.10/24')] });
    const state = hostWith({}, { links: [bare], dhcp: dhclientOn('eth0', { family: 6 }) });
    assert.deepEqual(planCreateDhclient(create(), contextOf(state, { uplink: bare })), { before: [], after: [] });
  });
});

describe('a host whose file and lease disagree', () => {
  const dhcpFile = { 'ifcfg-eth0': 'DEVICE=eth0\nBOOTPROTO=dhcp\n' };
  const live = { activate: 'live' } as const;

  it('causes Conflict if its file does not use DHCP', () => {
    const files = { 'ifcfg-eth0': 'DEVICE=eth0\nBOOTPROTO=none\n' };
    const message = refusal('Conflict', files, live, { links: [leased], dhcp: dhclientOn('eth0') });
    assert.match(message, /BOOTPROTO=dhcp/);
  });

  it('causes Conflict if the kernel has an IPv4 address that is missing from the file', () => {
    const links = [link({ addresses: [...leased.addresses, address('192.0.2.99/24')] })];
    assert.match(refusal('Conflict', dhcpFile, live, { links, dhcp: dhclientOn('eth0') }), /'192\.0\.2\.99'/);
  });
});

describe('a DHCP client when its bridge is deleted', () => {
  const onBridge = link({ name: 'br0', addresses: leased.addresses });
  const state = hostWith({}, { links: [link({ master: 'br0' }), onBridge], dhcp: dhclientOn('br0') });
  const remove: DeleteBridgeRequest = {
    operation: 'DeleteBridge',
    bridge: 'br0' as BridgeName,
    activate: 'live',
    confirmWithin: 0,
    dryRun: false,
    probe: [],
  };
  const devices = (back: 'bridge' | 'dhcp' | 'static') => {
    const { before, after } = planDeleteDhclient(remove, {
      ...contextOf(state, { uplink: link({ master: 'br0' }) }),
      uplinkName: 'eth0',
      returned: back,
    });
    return [...before, ...after].map((step) => step.kind === 'dhcp-client' && `${step.action} ${step.device}`);
  };

  it('continues on the uplink', () => assert.deepEqual(devices('bridge'), ['end br0', 'start eth0']));
  it('ends if the uplink has static addresses again', () => assert.deepEqual(devices('static'), ['end br0']));
  it('starts afresh if only the uplink had DHCP', () => assert.deepEqual(devices('dhcp'), ['end br0', 'start eth0']));
});
