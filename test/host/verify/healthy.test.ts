import assert from 'node:assert/strict';
import { useBench } from '../bridges/bench.ts';
import { expectRefusal } from '../bridges/expectations.ts';
import { identityOf } from '../bridges/picture.ts';
import { verify } from './findings.ts';

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
  'sysctls',
  'bridged-traffic',
  'bridged-traffic-at-boot',
  'libvirtd',
  'guests',
];

describe('Verify of a bridge that was just made', () => {
  const bench = useBench();

  before('the bridge is made', () => bench.create());

  it('is healthy, for any user, with each check once', async () => {
    const { healthy, findings, failed } = await verify(bench);
    assert.equal(healthy, true, JSON.stringify(failed, null, 1));
    assert.deepEqual(
      findings.map(({ check }) => check),
      checks,
    );
  });

  it('says of each check what it is about, and a remedy where something is wrong', async () => {
    for (const finding of (await verify(bench)).findings) {
      assert.deepEqual(Object.keys(finding).sort(), ['check', 'expected', 'found', 'message', 'remedy', 'status']);
      assert.match(finding.status, /^(pass|warn|skip)$/, finding.check);
      assert.notEqual(finding.message, '', finding.check);
      assert.equal(finding.remedy !== '', finding.status === 'warn', finding.check);
      if (finding.status === 'pass') assert.equal(finding.expected, finding.found, finding.check);
    }
  });

  it('leaves out, with the reason, what is not installed', async () => {
    const { findings } = await verify(bench);
    const skipped = new Map(findings.filter(({ status }) => status === 'skip').map((one) => [one.check, one.message]));
    assert.match(skipped.get('xen') ?? '', /Xen is not installed/);
    assert.match(skipped.get('networkmanager') ?? '', /NetworkManager is not installed/);
    assert.match(skipped.get('libvirtd') ?? '', /libvirt is not installed/);
  });

  it('changes nothing', async () => {
    const before = await identityOf(bench.lab);
    await verify(bench);
    assert.deepEqual(await identityOf(bench.lab), before);
  });

  it('is NotFound for a bridge that is neither in the kernel nor in a file', async () => {
    await expectRefusal(bench, 'NotFound', 'Verify', ['br9', {}], 'plainuser');
    await expectRefusal(bench, 'NotFound', 'Verify', ['eth0', {}], 'plainuser');
  });

  it('is UnknownOption for an option', async () => {
    await expectRefusal(bench, 'UnknownOption', 'Verify', ['br0', { deep: true }], 'plainuser');
  });
});

describe('Verify of a bridge that is only in the files', () => {
  const bench = useBench();

  it('is not healthy, and says that the kernel has none', async () => {
    await bench.create({ activate: 'boot' });
    const { healthy, failed } = await verify(bench);
    assert.equal(healthy, false);
    assert.ok(failed.some(({ check }) => check === 'bridge'));
    assert.deepEqual(
      failed.filter(({ check }) => check.startsWith('ifcfg-')),
      [],
    );
  });
});

describe('Verify of a bridge that is only in the kernel', () => {
  const bench = useBench();

  it('is not healthy, and says that no file makes it', async () => {
    const lines = 'link add br0 address 52:54:00:12:34:56 type bridge forward_delay 0\nlink set br0 up\n';
    await bench.lab.hostOk(['ip', '-batch', '-'], { input: lines });
    const { healthy, failed } = await verify(bench);
    assert.equal(healthy, false);
    assert.ok(failed.some(({ check }) => check === 'config-bridge'));
  });
});
