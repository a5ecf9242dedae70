import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBootId } from '../../../src/host/namespaces.ts';
import type { TransactionId } from '../../../src/model/names.ts';
import type { LinksStep } from '../../../src/model/plan.ts';
import type { TransactionRecord } from '../../../src/model/transaction.ts';
import { undoFiles } from '../../../src/transactions/steps/steps.ts';
import { undoScript } from '../../../src/transactions/undo-script.ts';
import { readUndoLibrary } from '../../../src/transactions/undo/library.ts';
import { uplinkMac, request } from '../support/host.ts';

const id = 'cd'.repeat(16) as TransactionId;
const step: LinksStep = {
  ...{ kind: 'links', title: '', bridge: 'br0', interface: 'eth0', mac: uplinkMac, batch: [], reverse: [] },
  ...{ addresses: [], portMtu: 1500, masterBefore: '', masterAfter: 'br0', createsBridge: true },
};

describe('an undo of links', () => {
  const root = mkdtempSync(join(tmpdir(), 'bridgehead-undo-'));
  const folder = join(root, 'var/lib/bridgehead/transactions', id);
  const programs = join(root, 'programs');

  before('a change of this boot was interrupted', async () => {
    const record: TransactionRecord = {
      ...{ format: 1, id, operation: 'CreateBridge', bridge: 'br0', interface: 'eth0', uid: 0, time: 1 },
      ...{ bootId: await readBootId(), request: request(), plan: [step] },
    };
    mkdirSync(folder, { recursive: true });
    mkdirSync(programs);
    const script = undoScript(record, await readUndoLibrary(), '/var/lib/bridgehead', root, new Map());
    writeFileSync(join(folder, 'undo.sh'), script);
    for (const { name, text } of undoFiles(step)) writeFileSync(join(folder, `${name}-0`), text);
    writeFileSync(join(folder, 'marks'), 'begin 0\n');
    writeFileSync(join(folder, 'state.applying'), '');
  });

  after(() => rmSync(root, { recursive: true }));

  /** `ip` is a program of ours; @returns the state, and what was said. */
  function undo(ip: string): readonly [string | undefined, string] {
    writeFileSync(join(programs, 'ip'), `#!/bin/sh\n${ip}\n`, { mode: 0o755 });
    const env = { PATH: `${programs}:/usr/bin:/bin` };
    const { stderr } = spawnSync('sh', [join(folder, 'undo.sh')], { env, encoding: 'utf8' });
    return [readdirSync(folder).find((name) => name.startsWith('state.')), stderr];
  }

  it('is postponed with a message if the links cannot be read', () => {
    assert.deepEqual(undo('exit 1'), [
      'state.rolling-back',
      "bridgehead: 'ip link show' fails, so bridge 'br0' cannot be undone now; run this again\n",
    ]);
  });

  it('is done by the next run once they can: nothing is moved to an interface that is gone', () => {
    assert.deepEqual(undo('[ "$*" = "link show" ]'), ['state.rolled-back', '']);
  });
});
