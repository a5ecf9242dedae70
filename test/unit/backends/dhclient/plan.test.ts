import assert from 'node:assert/strict';
import { noFile, type HostFile } from '../../../../src/model/host-file.ts';
import type { DhcpClient, DhcpState } from '../../../../src/model/host-state.ts';
import type { Step } from '../../../../src/model/plan.ts';
import type { Transaction } from '../../../../src/model/transaction.ts';
import type { BridgeName, TransactionId } from '../../../../src/model/names.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../../../src/model/requests.ts';
import { planCreateDhclient } from '../../../../src/backends/dhclient/create.ts';
import { planDeleteDhclient } from '../../../../src/backends/dhclient/delete.ts';
import { planCreateLinks } from '../../../../src/backends/links/create.ts';
import { address, link, contextOf, defaultRoute, folder, hostWith, request } from '../../support/host.ts';
import { plan as planFiles, refusal } from '../network/network-scripts/planning.ts';
import { throwsCode } from '../../support/throws.ts';
import { dhclientOn, noClient } from './dhclient.ts';

const leased = link({ addresses: [address('192.0.2.10/24', { dynamic: true, validLifetime: 600 })] });
const host = (dhcp: DhcpState) => hostWith({}, { links: [leased], routes: [defaultRoute('192.0.2.1')], dhcp });
const create = (more: Partial<CreateBridgeRequest> = {}) => request({ activate: 'live', ...more });
const plan = (more: Partial<CreateBridgeRequest> = {}, dhcp = dhclientOn('eth0')) =>
  planCreateDhclient(create(more), contextOf(host(dhcp), { uplink: leased }));

const remove: DeleteBridgeRequest = {
  operation: 'DeleteBridge',
  bridge: 'br0' as BridgeName,
  activate: 'live',
  confirmWithin: 0,
  dryRun: false,
  probe: [],
};

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
    [
      'has a configuration for this interface in /etc',
      { configuration: '/etc/dhclient-eth0.conf' },
      /dhclient-eth0.conf/,
    ],
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
});

describe('a host whose file and lease disagree', () => {
  const dhcpFile = { 'ifcfg-eth0': 'DEVICE=eth0\nBOOTPROTO=dhcp\n' };
  const live = { activate: 'live' } as const;

  it('causes Conflict if its file does not use DHCP', () => {
    const files = { 'ifcfg-eth0': 'DEVICE=eth0\nBOOTPROTO=none\n' };
    const message = refusal('Conflict', files, live, { links: [leased], dhcp: dhclientOn('eth0') });
    assert.match(message, /BOOTPROTO=dhcp/);
  });

  it('is said where the kernel has another IPv4 address, which the file has no word for', () => {
    const links = [link({ addresses: [...leased.addresses, address('192.0.2.99/24')] })];
    const host = { links, dhcp: dhclientOn('eth0') };
    const { steps, warnings } = planFiles(dhcpFile, live, host);
    assert.match(warnings?.join() ?? '', /'192\.0\.2\.99\/24' is in the kernel only/);
    assert.doesNotMatch(steps[0]?.after ?? '', /IPADDR/);
    const persist = [{ family: 4, address: '192.0.2.99' }] as const;
    assert.match(refusal('Conflict', dhcpFile, { ...live, persist }, host), /beside an address from DHCP/);
  });

  it('is a Conflict where an IPv4 address may be a lease, because no client of it is known', () => {
    const links = [link({ addresses: [address('192.0.2.99/24')] })];
    assert.match(refusal('Conflict', dhcpFile, live, { links }), /'192\.0\.2\.99'/);
  });
});

describe('a DHCP client when its bridge is deleted', () => {
  const onBridge = link({ name: 'br0', addresses: leased.addresses });
  const state = hostWith({}, { links: [link({ master: 'br0' }), onBridge], dhcp: dhclientOn('br0') });
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

describe('the configuration of a DHCP client', () => {
  const file = (path: string, text: string): HostFile => ({ ...noFile(path), text });
  const own = file('/etc/dhcp/dhclient-eth0.conf', 'interface "eth0" { send host-name "eth0"; } # "eth0"\n');
  const shared = file('/etc/dhcp/dhclient.conf', 'retry 5;\nInterface\n "eth0" { }\ninterface "eth1" { }\n');
  const configuration = own.path;
  const written: Step[] = [
    { kind: 'file', title: '', path: `${folder}/ifcfg-br0`, before: null, after: 'BOOTPROTO=dhcp\n', mode: 0o644 },
  ];
  const client = dhclientOn('eth0', { configuration, options: ['-q', '-cf', configuration] });

  function steps(more: Partial<CreateBridgeRequest>, dhcp: DhcpState, earlier: readonly Step[] = written) {
    return planCreateDhclient(create(more), contextOf(host(dhcp), { uplink: leased, earlier }));
  }

  it('moves with the client, also where it is in a file for all', () => {
    const { before, after } = steps({}, { ...client, configurations: [own, shared] });
    assert.deepEqual(
      before.map((step) => (step.kind === 'file' ? [step.path, step.after] : step.kind)),
      [
        'dhcp-client',
        ['/etc/dhcp/dhclient-br0.conf', 'interface "br0" { send host-name "eth0"; } # "eth0"\n'],
        ['/etc/dhcp/dhclient-eth0.conf', null],
        ['/etc/dhcp/dhclient.conf', 'retry 5;\nInterface\n "br0" { }\ninterface "eth1" { }\n'],
      ],
    );
    const [start] = after;
    assert.ok(start?.kind === 'dhcp-client');
    assert.match(start.command.join(' '), / -cf \/etc\/dhcp\/dhclient-br0\.conf /);
  });

  it('moves for the next boot alone, and stays where the address is static', () => {
    const files = { ...noClient, configurations: [own] };
    assert.equal(steps({ activate: 'boot' }, files).before.length, 2);
    assert.deepEqual(steps({ activate: 'boot' }, files, []).before, []);
    assert.deepEqual(steps({ activate: 'boot', addressing: 'none' }, files).before, []);
  });

  it('is refused where it cannot be written, or where the bridge has one', () => {
    const inEtc = { ...own, path: '/etc/dhclient-eth0.conf' };
    throwsCode('Unsupported', () => steps({ activate: 'boot' }, { ...noClient, configurations: [inEtc] }));
    const unread = { ...own, text: undefined, problem: 'it is a symbolic link' };
    throwsCode('Refused', () => steps({ activate: 'boot' }, { ...noClient, configurations: [unread] }));
    const other = file('/etc/dhcp/dhclient-br0.conf', '');
    throwsCode('Conflict', () => steps({ activate: 'boot' }, { ...noClient, configurations: [own, other] }));
  });

  it('goes back when the bridge does, byte for byte', () => {
    const moved = steps({ activate: 'boot' }, { ...noClient, configurations: [own, shared] }).before;
    const after = moved.flatMap((step) =>
      step.kind === 'file' && step.after !== null ? [file(step.path, step.after)] : [],
    );
    const state = host({ ...noClient, configurations: after });
    const id = '0'.repeat(32) as TransactionId;
    const created = { format: 1, id, operation: 'CreateBridge', bridge: 'br0', interface: 'eth0' } as const;
    const kept = { time: 0, bootId: 'x', request: create(), plan: moved, report: [], deadline: undefined };
    const history: readonly Transaction[] = [{ ...created, ...kept, uid: 0, state: 'committed' }];
    const asked: DeleteBridgeRequest = { ...remove, activate: 'boot' };
    const { before } = planDeleteDhclient(asked, {
      ...contextOf(state, { history }),
      uplinkName: 'eth0',
      returned: 'bridge',
    });
    assert.deepEqual(
      before.map((step) => step.kind === 'file' && [step.path, step.after]),
      [
        [own.path, own.text],
        ['/etc/dhcp/dhclient-br0.conf', null],
        [shared.path, shared.text],
      ],
    );
  });
});
