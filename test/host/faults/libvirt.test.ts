import assert from 'node:assert/strict';
import { startLibvirt, type Libvirt } from '../../lab/guests/libvirt.ts';
import { useBench } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { linkOf, linksOf } from '../../lab/agent-host/kernel.ts';
import { pictureOf } from '../../lab/agent-host/snapshot.ts';
import { openGate } from '../../lab/agent-host/stub-command.ts';
import { arm, startAgentWithGate, whenAtGate } from './gates.ts';

describe('libvirt during a change', () => {
  const bench = useBench({ noAgent: true });
  let libvirt: Libvirt;

  before('libvirtd starts, with one guest that does not run', async () => {
    libvirt = await startLibvirt(bench.lab);
    await libvirt.define('web1');
    await startAgentWithGate(bench, 'after the plan');
  });

  it('may start its NAT network, which gets nothing of the host, and no guest is attached meanwhile', async () => {
    await libvirt.virsh('net-destroy', 'default');
    await arm(bench);
    const call = bench.call('CreateBridge', ['br0', 'eth0', {}]);
    await whenAtGate(bench);
    await libvirt.virsh('net-start', 'default');
    expectError(await bench.call('AttachGuest', ['web1', 'br0', {}]), 'Busy');
    await openGate(bench);
    const result = await call;
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal((await linkOf(bench.lab, 'eth0')).master, 'br0');
    const ports = (await linksOf(bench.lab)).filter(({ master }) => master === 'virbr0');
    assert.ok(
      ports.every(({ ifname }) => ifname.startsWith('virbr0')),
      JSON.stringify(ports),
    );
  });

  it('may take calls and answer none: what needs it is refused, and what does not is done', async () => {
    await libvirt.freeze();
    try {
      const start = await pictureOf(bench.lab);
      expectError(await bench.call('AttachGuest', ['web1', 'br0', {}]), 'CommandFailed', 'Unsupported');
      assert.deepEqual(await pictureOf(bench.lab), start);
      assert.equal((await bench.delete()).state, 'committed');
    } finally {
      await libvirt.thaw();
    }
  });
});
