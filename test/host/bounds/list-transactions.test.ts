import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

interface Outcome {
  readonly listed: readonly number[];
  readonly readsAtFirst: number;
  readonly readsAgain: number;
  readonly memory: number;
}

const program = fileURLToPath(new URL('list-transactions.ts', import.meta.url));
const loader = import.meta.resolve('tsx');

async function list(root: string): Promise<Outcome> {
  return JSON.parse((await execa(process.execPath, ['--import', loader, program, root])).stdout) as Outcome;
}

/** Committed changes, each with saved rules of that many bytes before and after. */
async function writeRecords(root: string, count: number, bytes: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const id = index.toString(16).padStart(32, '0');
    const folder = join(root, 'var/lib/bridgehead/transactions', id);
    const texts = { before: 'a'.repeat(bytes / 2), after: 'b'.repeat(bytes / 2) };
    const step = { kind: 'file', title: 'save the rules', path: '/etc/sysconfig/iptables', ...texts, mode: 0o600 };
    const bridge = `br${index}`;
    const asked = { operation: 'DeleteBridge', bridge, activate: 'boot', confirmWithin: 0, dryRun: false };
    const what = { operation: 'DeleteBridge', bridge, interface: 'eth0', request: asked, plan: [step] };
    const record = { format: 1, id, ...what, uid: 0, time: index, bootId: 'x' };
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, 'transaction.json'), JSON.stringify(record), { mode: 0o600 });
    await writeFile(join(folder, 'state.committed'), '');
  }
}

describe('the list of all transactions for sixty-four callers at once', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'bridgehead-list-'));
  });

  afterEach(() => rm(root, { recursive: true }));

  const hosts = [
    { what: 'as many transactions as keep their folders', count: 256, bytes: 4096 },
    { what: 'a thousand transactions', count: 1000, bytes: 4096 },
    { what: 'large saved rules in each transaction', count: 40, bytes: 200_000 },
  ];
  for (const { what, count, bytes } of hosts) {
    it(`is read from disk once while nothing changes, with ${what}`, async () => {
      await writeRecords(root, count, bytes);
      const { listed, readsAtFirst, readsAgain, memory } = await list(root);
      assert.deepEqual(
        listed,
        // A reply shows the newest.
        Array.from({ length: 64 }, () => Math.min(count, 256)),
      );
      // Record, report, marks and deadline of each, and the log's two files.
      assert.ok(readsAtFirst <= 4 * count + 2, `${readsAtFirst} files were read`);
      assert.equal(readsAgain, 0);
      assert.ok(memory < 128, `${memory} MiB`);
    });
  }
});
