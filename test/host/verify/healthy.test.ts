import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { identityOf } from '../../lab/agent-host/snapshot.ts';
import { verify } from '../../lab/agent-host/findings.ts';

const checks = [
  'bridge',
  'mac',
  'interface-in-bridge',
  'not-nat-bridge',
  'carrier',
  'addresses',
  'default-route',
  'gateway',
  'mtu',
  'stp',
  'config-bridge',
  'config-interface',
  'config-conflict',
  'config-service',
  'networkmanager',
  'xen',
  'host-firewall',
  'sysctls',
  'bridged-traffic',
  'bridged-traffic-at-boot',
  'libvirtd',
  'guests',
];

describe('Verify of a new bridge', () => {
  const host = useAgentHost();

  before('the bridge is created', () => host.create());

  it('is healthy, for any user, with each check once', async () => {
    const { healthy, findings, failed } = await verify(host);
    assert.equal(healthy, true, JSON.stringify(failed, null, 1));
    assert.deepEqual(
      findings.map(({ check }) => check),
      checks,
    );
  });

  it('describes each check, and gives a remedy for each warning', async () => {
    for (const finding of (await verify(host)).findings) {
      assert.deepEqual(Object.keys(finding).sort(), ['check', 'expected', 'found', 'message', 'remedy', 'status']);
      assert.match(finding.status, /^(pass|warn|skip)$/, finding.check);
      assert.match(finding.message, /^\S.*\S$/, finding.check);
      assert.equal(finding.remedy !== '', finding.status === 'warn', finding.check);
      if (finding.status === 'pass') assert.equal(finding.expected, finding.found, finding.check);
    }
  });

  it('skips, with the reason, what is not installed', async () => {
    const { findings } = await verify(host);
    const skipped = new Map(findings.filter(({ status }) => status === 'skip').map((one) => [one.check, one.message]));
    assert.match(skipped.get('xen') ?? '', /Xen is not installed/);
    assert.match(skipped.get('networkmanager') ?? '', /NetworkManager is not installed/);
    assert.match(skipped.get('libvirtd') ?? '', /libvirt is not installed/);
  });

  it('changes nothing', async () => {
    const before = await identityOf(host.lab);
    await verify(host);
    assert.deepEqual(await identityOf(host.lab), before);
  });

  it('fails with NotFound for a bridge that is neither in the kernel nor in a file', async () => {
    await expectRefusal(host, 'NotFound', 'Verify', ['br9', {}], 'plainuser');
    await expectRefusal(host, 'NotFound', 'Verify', ['eth0', {}], 'plainuser');
  });

  it('fails with UnknownOption for any option', async () => {
    await expectRefusal(host, 'UnknownOption', 'Verify', ['br0', { deep: true }], 'plainuser');
  });
});

describe('Verify of a bridge that is only in the files', () => {
  const host = useAgentHost();

  it('reports that the kernel has none', async () => {
    await host.create({ activate: 'boot' });
    const { healthy, failed } = await verify(host);
    assert.equal(healthy, false);
    assert.ok(failed.some(({ check }) => check === 'bridge'));
    assert.deepEqual(
      failed.filter(({ check }) => check.startsWith('config-')),
      [],
    );
  });
});

describe('Verify of a bridge that is only in the kernel', () => {
  const host = useAgentHost();

  it('reports that no file creates it', async () => {
    const lines = 'link add br0 address 52:54:00:12:34:56 type bridge forward_delay 0\nlink set br0 up\n';
    await host.lab.hostOk(['ip', '-batch', '-'], { input: lines });
    const { healthy, failed } = await verify(host);
    assert.equal(healthy, false);
    assert.ok(failed.some(({ check }) => check === 'config-bridge'));
  });
});
