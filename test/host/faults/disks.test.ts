import assert from 'node:assert/strict';
import { useBench, type Bench, type Options } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { newestState } from '../../lab/agent-host/journal.ts';

const state = '/var/lib/bridgehead';

/** The kernel's network and the files of /etc, as the host sees them through its mounts. */
async function lookAt({ lab }: Bench): Promise<string> {
  const list =
    'cd "$0" && find . ! -name ballast -printf "%p %y %m %U %G\\n" | sort && find . -type f ! -name ballast -exec sha256sum {} + | sort';
  const { stdout } = await lab.hostOk(['sh', '-c', list, lab.path('/etc')]);
  return `${await lab.snapshotKernel()}\n${stdout}`;
}

/** Puts a folder of the host on a disk of its own. */
async function mountDisk({ lab }: Bench, folder: string): Promise<void> {
  const copy =
    'mkdir -p "$0" && cp -a "$0" "$1" && mount -t tmpfs -o size=256k,mode=755 tmpfs "$0" && cp -a "$1"/. "$0"';
  await lab.hostOk(['sh', '-c', copy, lab.path(folder), lab.path('/copy')]);
  await lab.removeFile('/copy');
}

/** Leaves that many blocks of 4 KiB free on the folder's disk. */
async function fillDisk({ lab }: Bench, folder: string, free: number): Promise<void> {
  const fill = `rm -f "$0/ballast"
cat /dev/zero >"$0/ballast" 2>/dev/null
truncate -s "-$((4096 * $1))" "$0/ballast"`;
  await lab.hostOk(['sh', '-c', fill, lab.path(folder), String(free)]);
}

async function remount({ lab }: Bench, folder: string, how: 'ro' | 'rw'): Promise<void> {
  await lab.hostOk(['mount', '-o', `remount,${how}`, lab.path(folder)]);
}

/** A call that fails with CommandFailed and leaves everything as it was; returns the sentence. */
async function expectUndone(
  bench: Bench,
  method: string,
  args: readonly (string | Options)[],
  before: string,
): Promise<string> {
  const sentence = expectError(await bench.call(method, args), 'CommandFailed');
  assert.equal(await lookAt(bench), before);
  for (const address of hostAddresses) await expectAnswer(bench.lab, address);
  return sentence;
}

describe('on a disk that fills up', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  for (const folder of ['/etc', state]) {
    it(`with ${folder}, a change is made or undone whole, however many blocks are left`, async () => {
      await mountDisk(bench, folder);
      await bench.startAgent();
      const before = await lookAt(bench);
      for (let free = 0; ; free += 1) {
        await fillDisk(bench, folder, free);
        const result = await bench.call('CreateBridge', ['br0', 'eth0', {}]);
        if (result.ok) {
          assert.ok(free > 2, `it has succeeded with ${free} blocks`);
          return;
        }
        assert.match(expectError(result, 'CommandFailed'), /the disk is full/);
        assert.equal(await lookAt(bench), before, `with ${free} blocks`);
      }
    });
  }

  it('a change is taken back where no block is free, by the agent and by the script alone', async () => {
    await mountDisk(bench, '/etc');
    await mountDisk(bench, state);
    await bench.startAgent();
    const before = await lookAt(bench);
    for (const hand of ['agent', 'script']) {
      const { transaction } = await bench.create({ 'confirm-within': 600 });
      for (const folder of ['/etc', state]) await fillDisk(bench, folder, 0);
      if (hand === 'agent') await bench.reply('Rollback', [transaction]);
      else await bench.lab.hostOk(['sh', bench.lab.path(`${state}/transactions/${transaction}/undo.sh`)]);
      assert.equal(await lookAt(bench), before, hand);
      assert.equal(await newestState(bench), 'rolled-back');
      for (const folder of ['/etc', state]) await fillDisk(bench, folder, 20);
    }
  });
});

describe('on a disk that cannot be written to', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  for (const folder of ['/etc', state]) {
    it(`because ${folder} is read-only, nothing is changed, and it works once it is writable`, async () => {
      await mountDisk(bench, folder);
      await bench.startAgent();
      const before = await lookAt(bench);
      await remount(bench, folder, 'ro');
      assert.match(
        await expectUndone(bench, 'CreateBridge', ['br0', 'eth0', {}], before),
        /the file system is read-only/,
      );
      await remount(bench, folder, 'rw');
      await bench.create();
      const bridged = await lookAt(bench);
      await remount(bench, folder, 'ro');
      await expectUndone(bench, 'DeleteBridge', ['br0', {}], bridged);
      await remount(bench, folder, 'rw');
      await bench.delete();
      assert.equal(await lookAt(bench), before);
    });
  }

  for (const name of ['ifcfg-eth0', 'ifcfg-br0']) {
    it(`because ${name} is immutable, the change is undone, and it works once it is not`, async () => {
      await bench.startAgent();
      const [start, method, args] =
        name === 'ifcfg-eth0'
          ? ([() => Promise.resolve(), 'CreateBridge', ['br0', 'eth0', {}]] as const)
          : ([() => bench.create(), 'DeleteBridge', ['br0', {}]] as const);
      await start();
      const before = await lookAt(bench);
      const file = bench.lab.path(`/etc/sysconfig/network-scripts/${name}`);
      await bench.lab.hostOk(['chattr', '+i', file]);
      try {
        assert.match(await expectUndone(bench, method, args, before), /lsattr/);
      } finally {
        await bench.lab.hostOk(['chattr', '-i', file]);
      }
      assert.equal(await newestState(bench), 'rolled-back');
      await bench.change(method, args);
    });
  }
});
