import assert from 'node:assert/strict';
import { startLibvirt, type Libvirt } from '../../lab/guests/libvirt.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { linkOf, linksOf } from '../../lab/agent-host/kernel.ts';
import { snapshotOf } from '../../lab/agent-host/snapshot.ts';
import { openGate } from '../../lab/agent-host/stub-command.ts';
import { arm, startAgentWithGate, whenAtGate } from './gates.ts';

describe('libvirt during a change', () => {
  const host = useAgentHost({ noAgent: true });
  let libvirt: Libvirt;

  before('libvirtd starts, with one stopped guest', async () => {
    libvirt = await startLibvirt(host.lab);
    await libvirt.define('web1');
    await startAgentWithGate(host, 'after the plan');
  });

  it('may start its NAT network, which takes no interface of the host, and no guest is attached meanwhile', async () => {
    await libvirt.virsh('net-destroy', 'default');
    await arm(host);
    const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
    await whenAtGate(host);
    await libvirt.virsh('net-start', 'default');
    expectError(await host.call('AttachGuest', ['web1', 'br0', {}]), 'Busy');
    await openGate(host);
    const result = await call;
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal((await linkOf(host.lab, 'eth0')).master, 'br0');
    const ports = (await linksOf(host.lab)).filter(({ master }) => master === 'virbr0');
    assert.ok(
      ports.every(({ ifname }) => ifname.startsWith('virbr0')),
      JSON.stringify(ports),
    );
  });

  it('may accept calls without answering: what needs it is refused, and the rest is done', async () => {
    await libvirt.freeze();
    try {
      const start = await snapshotOf(host.lab);
      expectError(await host.call('AttachGuest', ['web1', 'br0', {}]), 'CommandFailed', 'Unsupported');
      assert.deepEqual(await snapshotOf(host.lab), start);
      assert.equal((await host.delete()).state, 'committed');
    } finally {
      await libvirt.thaw();
    }
  });
});
