/** Tests of a guest whose change is interrupted because libvirt, virsh or the agent fails. */
import assert from 'node:assert/strict';
import { guestMac } from '../../lab/guests/domain-xml.ts';
import { eventually } from '../../lab/eventually.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { reachedGate, waitAtGate } from '../../lab/agent-host/stub-command.ts';
import { newestState } from '../../lab/agent-host/journal.ts';
import type { GuestHost } from './guest-host.ts';
import { nextTime, startAgentWithVirsh } from './virsh-stub.ts';

// Otherwise libvirtd would keep the agent's lock, which virsh inherits.
const restart = 'exec 3>&-; service libvirtd stop; "$real" "$@"; status=$?; service libvirtd start; exit $status';

/** What virsh does instead of attaching the interface to the running guest, and the caller's error. */
const failures = [
  ['virsh fails', 'exit 1', 'CommandFailed'],
  ['virsh fails after doing it', '"$real" "$@"; exit 1', 'CommandFailed'],
  ['virsh succeeds without doing it', 'exit 0', 'RolledBack'],
  ['libvirtd restarts', restart, 'CommandFailed'],
] as const;

/** @param host with the booted guest `web1`, whose only interface `mac` is in the NAT network. */
export function breaksOff(host: GuestHost, mac: string): void {
  const third = guestMac(103);

  for (const [what, instead, code] of failures) {
    it(`has no additional interface if ${what}`, async () => {
      const before = await host.everything();
      await nextTime(host, '--live ', instead);
      expectError(await host.call('AttachGuest', ['web1', 'br0', { mac: third }]), code);
      assert.deepEqual(await host.everything(), before);
    });
  }

  it('is left alone if libvirtd hangs, and the caller is told', async () => {
    await nextTime(host, '--live ', 'kill -STOP "$(cat /run/libvirtd.pid)"; exit 1');
    const result = await host.call('AttachGuest', ['web1', 'br0', { mac: third }]);
    await host.libvirt.thaw();
    assert.match(expectError(result, 'RollbackIncomplete'), /libvirt does not answer/);
    assert.deepEqual(await host.live('web1'), ['network default']);
    await host.detach('web1', { mac: third });
    assert.deepEqual(await host.configured('web1'), ['network default']);
  });

  it('has no additional interface if the agent is killed', async () => {
    await breakOff(host, { mac: third });
    await startAgentWithVirsh(host);
    assert.equal(await newestState(host), 'rolled-back');
    assert.deepEqual(await host.live('web1'), ['network default']);
    assert.deepEqual(await host.configured('web1'), ['network default']);
  });

  it('is back in the NAT network if the agent is killed and libvirtd starts later', async () => {
    await breakOff(host, { replace: mac });
    assert.deepEqual(await host.live('web1'), ['bridge br0']);
    await host.libvirt.stopDaemon();
    await Promise.all([startAgentWithVirsh(host), host.libvirt.startDaemon()]);
    assert.equal(await newestState(host), 'rolled-back');
    const [guestInterface] = await host.libvirt.interfaces('web1');
    assert.deepEqual([guestInterface?.type, guestInterface?.source, guestInterface?.mac], ['network', 'default', mac]);
    assert.equal(await host.masterOf(guestInterface?.target ?? ''), 'virbr0');
    assert.deepEqual(await host.configured('web1'), ['network default']);
  });
}

/** Starts the change, and kills the agent once libvirt has done it. */
async function breakOff(host: GuestHost, options: { readonly mac?: string; readonly replace?: string }) {
  await nextTime(host, '--live ', `"$real" "$@" 3>&-; exec 3>&-; ${waitAtGate}`);
  const call = host.call('AttachGuest', ['web1', 'br0', { ...options }]);
  await eventually('virsh has done it', () => reachedGate(host));
  await host.killAgent();
  assert.equal((await call).ok, false);
}
