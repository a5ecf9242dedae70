/** Tests of what becomes of a guest when libvirt, virsh or the agent breaks off in the middle of a change. */
import assert from 'node:assert/strict';
import { cardMac } from '../../lab/guests/domain-xml.ts';
import { eventually } from '../../lab/eventually.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { reachedGate, waitAtGate } from '../../lab/agent-host/stub-command.ts';
import { newestState } from '../../lab/agent-host/journal.ts';
import type { GuestBench } from './guest-host.ts';
import { nextTime, startAgentWithVirsh } from './virsh-stub.ts';

// libvirtd would keep the agent's lock, which virsh has inherited.
const restart = 'exec 3>&-; service libvirtd stop; "$real" "$@"; status=$?; service libvirtd start; exit $status';

/** What virsh does instead, when it is to attach the card to the guest that runs, and what the caller is told. */
const failures = [
  ['virsh fails', 'exit 1', 'CommandFailed'],
  ['virsh fails though it is done', '"$real" "$@"; exit 1', 'CommandFailed'],
  ['virsh succeeds though nothing is done', 'exit 0', 'RolledBack'],
  ['libvirtd starts again', restart, 'CommandFailed'],
] as const;

/** @param bench with the guest `web1` booted, its one card `mac` in the NAT network. */
export function breaksOff(bench: GuestBench, mac: string): void {
  const third = cardMac(103);

  for (const [what, instead, code] of failures) {
    it(`has no card more than before where ${what}`, async () => {
      const before = await bench.everything();
      await nextTime(bench, '--live ', instead);
      expectError(await bench.call('AttachGuest', ['web1', 'br0', { mac: third }]), code);
      assert.deepEqual(await bench.everything(), before);
    });
  }

  it('is left as it is where libvirtd hangs, and the caller is told', async () => {
    await nextTime(bench, '--live ', 'kill -STOP "$(cat /run/libvirtd.pid)"; exit 1');
    const result = await bench.call('AttachGuest', ['web1', 'br0', { mac: third }]);
    await bench.libvirt.thaw();
    assert.match(expectError(result, 'RollbackIncomplete'), /libvirt does not answer/);
    assert.deepEqual(await bench.live('web1'), ['network default']);
    await bench.detach('web1', { mac: third });
    assert.deepEqual(await bench.configured('web1'), ['network default']);
  });

  it('has no card more than before where the agent is killed', async () => {
    await breakOff(bench, { mac: third });
    await startAgentWithVirsh(bench);
    assert.equal(await newestState(bench), 'rolled-back');
    assert.deepEqual(await bench.live('web1'), ['network default']);
    assert.deepEqual(await bench.configured('web1'), ['network default']);
  });

  it('is in the NAT network again where the agent is killed and libvirtd starts later', async () => {
    await breakOff(bench, { replace: mac });
    assert.deepEqual(await bench.live('web1'), ['bridge br0']);
    await bench.libvirt.stopDaemon();
    await Promise.all([startAgentWithVirsh(bench), bench.libvirt.startDaemon()]);
    assert.equal(await newestState(bench), 'rolled-back');
    const [card] = await bench.libvirt.cards('web1');
    assert.deepEqual([card?.type, card?.source, card?.mac], ['network', 'default', mac]);
    assert.equal(await bench.masterOf(card?.target ?? ''), 'virbr0');
    assert.deepEqual(await bench.configured('web1'), ['network default']);
  });
}

/** Starts the change, and kills the agent when libvirt has done all of it. */
async function breakOff(bench: GuestBench, options: { readonly mac?: string; readonly replace?: string }) {
  await nextTime(bench, '--live ', `"$real" "$@" 3>&-; exec 3>&-; ${waitAtGate}`);
  const call = bench.call('AttachGuest', ['web1', 'br0', { ...options }]);
  await eventually('virsh has done it', () => reachedGate(bench));
  await bench.killAgent();
  assert.equal((await call).ok, false);
}
