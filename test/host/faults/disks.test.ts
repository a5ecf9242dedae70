import assert from 'node:assert/strict';
import { useAgentHost, type AgentHost, type Options } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { newestState } from '../../lab/agent-host/journal.ts';

const state = '/var/lib/bridgehead';

/** The kernel's network and the files of /etc, as the host sees them through its mounts. */
async function lookAt({ lab }: AgentHost): Promise<string> {
  const list =
    'cd "$0" && find . ! -name ballast -printf "%p %y %m %U %G\\n" | sort && find . -type f ! -name ballast -exec sha256sum {} + | sort';
  const { stdout } = await lab.hostOk(['sh', '-c', list, lab.path('/etc')]);
  return `${await lab.snapshotKernel()}\n${stdout}`;
}

/** Puts a folder of the host on a disk of its own. */
async function mountDisk({ lab }: AgentHost, folder: string): Promise<void> {
  const copy =
    'mkdir -p "$0" && cp -a "$0" "$1" && mount -t tmpfs -o size=256k,mode=755 tmpfs "$0" && cp -a "$1"/. "$0"';
  await lab.hostOk(['sh', '-c', copy, lab.path(folder), lab.path('/copy')]);
  await lab.removeFile('/copy');
}

/** Leaves that many free blocks of 4 KiB on the folder's disk. */
async function fillDisk({ lab }: AgentHost, folder: string, free: number): Promise<void> {
  const fill = `rm -f "$0/ballast"
cat /dev/zero >"$0/ballast" 2>/dev/null
truncate -s "-$((4096 * $1))" "$0/ballast"`;
  await lab.hostOk(['sh', '-c', fill, lab.path(folder), String(free)]);
}

async function remount({ lab }: AgentHost, folder: string, how: 'ro' | 'rw'): Promise<void> {
  await lab.hostOk(['mount', '-o', `remount,${how}`, lab.path(folder)]);
}

/** A call that must fail with CommandFailed and leave everything as it was; returns the error's sentence. */
async function expectUndone(
  host: AgentHost,
  method: string,
  args: readonly (string | Options)[],
  before: string,
): Promise<string> {
  const sentence = expectError(await host.call(method, args), 'CommandFailed');
  assert.equal(await lookAt(host), before);
  for (const address of hostAddresses) await expectAnswer(host.lab, address);
  return sentence;
}

describe('on a disk that fills up', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  for (const folder of ['/etc', state]) {
    it(`with ${folder}, a change is made completely or undone completely, however many blocks are left`, async () => {
      await mountDisk(host, folder);
      await host.startAgent();
      const before = await lookAt(host);
      for (let free = 0; ; free += 1) {
        await fillDisk(host, folder, free);
        const result = await host.call('CreateBridge', ['br0', 'eth0', {}]);
        if (result.ok) {
          assert.ok(free > 2, `it has succeeded with ${free} blocks`);
          return;
        }
        assert.match(expectError(result, 'CommandFailed'), /the disk is full/);
        assert.equal(await lookAt(host), before, `with ${free} blocks`);
      }
    });
  }

  it('a change is undone with no free block, by the agent and by the script alone', async () => {
    await mountDisk(host, '/etc');
    await mountDisk(host, state);
    await host.startAgent();
    const before = await lookAt(host);
    for (const hand of ['agent', 'script']) {
      const { transaction } = await host.create({ 'confirm-within': 600 });
      for (const folder of ['/etc', state]) await fillDisk(host, folder, 0);
      if (hand === 'agent') await host.reply('Rollback', [transaction]);
      else await host.lab.hostOk(['sh', host.lab.path(`${state}/transactions/${transaction}/undo.sh`)]);
      assert.equal(await lookAt(host), before, hand);
      assert.equal(await newestState(host), 'rolled-back');
      for (const folder of ['/etc', state]) await fillDisk(host, folder, 20);
    }
  });
});

describe('on a disk that cannot be written', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  for (const folder of ['/etc', state]) {
    it(`because ${folder} is read-only, nothing is changed, and the change works once it is writable`, async () => {
      await mountDisk(host, folder);
      await host.startAgent();
      const before = await lookAt(host);
      await remount(host, folder, 'ro');
      assert.match(
        await expectUndone(host, 'CreateBridge', ['br0', 'eth0', {}], before),
        /the file system is read-only/,
      );
      await remount(host, folder, 'rw');
      await host.create();
      const bridged = await lookAt(host);
      await remount(host, folder, 'ro');
      await expectUndone(host, 'DeleteBridge', ['br0', {}], bridged);
      await remount(host, folder, 'rw');
      await host.delete();
      assert.equal(await lookAt(host), before);
    });
  }

  for (const name of ['ifcfg-eth0', 'ifcfg-br0']) {
    it(`because ${name} is immutable, the change is undone, and works once it is mutable`, async () => {
      await host.startAgent();
      const [start, method, args] =
        name === 'ifcfg-eth0'
          ? ([() => Promise.resolve(), 'CreateBridge', ['br0', 'eth0', {}]] as const)
          : ([() => host.create(), 'DeleteBridge', ['br0', {}]] as const);
      await start();
      const before = await lookAt(host);
      const file = host.lab.path(`/etc/sysconfig/network-scripts/${name}`);
      await host.lab.hostOk(['chattr', '+i', file]);
      try {
        assert.match(await expectUndone(host, method, args, before), /lsattr/);
      } finally {
        await host.lab.hostOk(['chattr', '-i', file]);
      }
      assert.equal(await newestState(host), 'rolled-back');
      await host.change(method, args);
    });
  }
});
