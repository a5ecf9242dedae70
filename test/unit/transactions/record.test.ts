import assert from 'node:assert/strict';
import type { Step } from '../../../src/model/plan.ts';
import type { ChangeRequest } from '../../../src/model/requests.ts';
import { parseAttachGuest } from '../../../src/operations/arguments/attach-guest.ts';
import { parseCreateBridge } from '../../../src/operations/arguments/create-bridge.ts';
import { parseDeleteBridge } from '../../../src/operations/arguments/delete-bridge.ts';
import { parseDetachGuest } from '../../../src/operations/arguments/detach-guest.ts';
import { parseSetBridgedTraffic } from '../../../src/operations/arguments/set-bridged-traffic.ts';
import { planCreateBridge } from '../../../src/operations/bridges/plan-create.ts';
import { parseDeadline, parseRecord } from '../../../src/transactions/parse-record.ts';
import { previewStep } from '../../../src/transactions/steps/steps.ts';
import { options } from '../operations/arguments/variants.ts';
import { plainHost } from '../operations/bridges/bridges.ts';
import { request } from '../support/host.ts';

const asked = request({ activate: 'live' });
const plan = planCreateBridge(asked, plainHost(), []).steps;
const record = {
  ...{ format: 1, id: '0'.repeat(32), operation: 'CreateBridge', bridge: 'br0', interface: 'eth0', uid: 1000, time: 1 },
  ...{ bootId: 'x', request: asked, plan },
};

const asking = (more: object): string => JSON.stringify({ ...record, request: { ...asked, ...more } });

describe('a journal’s record', () => {
  it('of a version without probes and firewall changes is read as such', () => {
    const read = parseRecord(asking({ probe: undefined, bridgedTraffic: undefined }))?.request;
    assert.deepEqual(read, parseRecord(asking({ probe: [], bridgedTraffic: 'unchanged' }))?.request);
  });

  it('is read as it was written', () => {
    assert.deepEqual(parseRecord(JSON.stringify(record)), JSON.parse(JSON.stringify(record)));
  });

  const addresses = { addresses: ['as', ['192.0.2.10/24', '2001:DB8::10/64']], gateways: ['as', ['fe80::1']] } as const;
  const more = { addressing: ['s', 'static'], ...addresses, probe: ['as', ['192.0.2.9']], mtu: ['u', 1400] } as const;
  const requests: readonly ChangeRequest[] = [
    parseCreateBridge(['br0', 'eth0', options({ ...more, 'libvirt-network': ['s', 'lan'] })]),
    parseDeleteBridge(['br0', options({ probe: ['as', ['2001:db8::1']] })]),
    parseAttachGuest(['my guest', 'br0', options({ mac: ['s', '52:54:00:AA:00:01'], live: ['b', true] })]),
    parseDetachGuest(['6695EB01-f6a4-8304-79aa-97f2502e193f', 'br0', options()]),
    parseSetBridgedTraffic(['br0', 'auto', options()]),
  ];
  for (const request of requests) {
    it(`contains the request: ${request.operation}`, () => {
      const json = JSON.stringify({ ...record, operation: request.operation, request });
      assert.deepEqual(parseRecord(json), JSON.parse(json));
    });
  }

  const strange: readonly (readonly [string, string | undefined])[] = [
    ['is missing', undefined],
    ['is empty', ''],
    ['is torn', JSON.stringify(record).slice(0, 200)],
    ['is no object', '[]'],
    ['is of another format', JSON.stringify({ ...record, format: 2 })],
    ['has another id', JSON.stringify({ ...record, id: '../../etc' })],
    ['has the request of an unknown operation', asking({ operation: 'Verify' })],
    ['asks for a bridge that no caller can ask for', asking({ bridge: 'br0\naddr flush' })],
    ['asks for a bridge of libvirt’s', asking({ bridge: 'virbr0' })],
    ['asks for an address that is none', asking({ probe: ['192.0.2.1 dev eth1'] })],
    ['asks for what no option says', asking({ activate: 'later' })],
    ['has a step of an unknown kind', JSON.stringify({ ...record, plan: [{ kind: 'script' }] })],
  ];
  for (const [what, text] of strange) {
    it(`is rejected if it ${what}`, () => {
      assert.equal(parseRecord(text), undefined);
    });
  }

  const dhcp: Extract<Step, { kind: 'dhcp-client' }> = {
    ...{ kind: 'dhcp-client', title: 'x', action: 'start', device: 'br0', leasesOf: undefined },
    ...{
      pidFile: '/run/dhclient-br0.pid',
      leaseFile: '/var/lib/dhcp/dhclient.br0.leases',
      createsLeaseFile: true,
      wait: 0,
    },
    command: [
      '/sbin/dhclient',
      '-q',
      '-pf',
      '/run/dhclient-br0.pid',
      '-lf',
      '/var/lib/dhcp/dhclient.br0.leases',
      'br0',
    ],
  };
  const parsed = (step: Step): unknown => parseRecord(JSON.stringify({ ...record, plan: [step] }));
  const strangers: Readonly<Record<string, Partial<typeof dhcp>>> = {
    'has a DHCP client of another name': { command: ['/tmp/evil', ...dhcp.command.slice(1)] },
    'has a DHCP client with unknown options': {
      command: ['/sbin/dhclient', '-sf', '/tmp/x', ...dhcp.command.slice(1)],
    },
    'would remove another file than a client’s': { pidFile: '/etc/fstab' },
    'would copy another file than a client’s': { leasesOf: { file: '/etc/shadow', device: 'eth0' } },
  };
  for (const [what, more] of Object.entries(strangers)) {
    it(`is rejected if it ${what}`, () => {
      assert.notEqual(parsed(dhcp), undefined);
      assert.equal(parsed({ ...dhcp, ...more }), undefined);
    });
  }

  it('has no unreadable deadline', () => {
    assert.equal(parseDeadline('soon'), undefined);
    assert.deepEqual(parseDeadline('{"uptime":1,"unix":2}'), { uptime: 1, unix: 2 });
  });
});

describe('the preview of a step', () => {
  const previews = plan.map((step) => previewStep(step, false));

  it('shows no keys', () => {
    const path = '/etc/sysconfig/network-scripts/keys-br0';
    const step = { kind: 'file', title: '', path, before: null, after: 'KEY=S3cret\n', mode: 0o600 } as const;
    assert.equal(previewStep(step, false), `# the text of ${path} is not shown, because it holds keys\n`);
  });

  it('is a unified diff that begins with the names of the files', () => {
    assert.match(previews[0] ?? '', /^--- \/dev\/null\n\+\+\+ \/etc\/sysconfig\/network-scripts\/ifcfg-br0\n@@ /);
    assert.match(previews[1] ?? '', /^--- \/etc\/.*ifcfg-eth0\n\+\+\+ \/etc\/.*ifcfg-eth0\n@@ .*\n/);
  });

  it('is the commands that will be run', () => {
    for (const line of (previews[2] ?? '').trimEnd().split('\n')) assert.match(line, /^(ip |# )/);
  });

  it('names the command of the host’s own service', () => {
    const restart = planCreateBridge(request({ activate: 'restart' }), plainHost(), []).steps.at(-1);
    assert.ok(restart !== undefined);
    assert.equal(previewStep(restart, true), 'systemctl restart network.service\n');
    assert.equal(previewStep(restart, false), 'service network restart\n');
  });
});
