import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const library = readFileSync(new URL('../../../src/transactions/undo/network-manager.sh', import.meta.url), 'utf8');
/** What the rest of undo.sh gives it. */
const around = 'begun() { :; }\nsame_boot() { :; }\nreport() { echo "$1"; }\n';

describe('what NetworkManager was told', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bridgehead-nmcli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What an undo reports where nmcli ends so. */
  function reported(exitStatus: number, management: string): string {
    const nmcli = join(folder, 'nmcli');
    writeFileSync(nmcli, `#!/bin/sh\nexit ${exitStatus}\n`);
    chmodSync(nmcli, 0o755);
    const script = `${around}${library}\nundo_management 1 eth0 ${management}\n`;
    const env = { PATH: `${folder}:${process.env.PATH ?? ''}` };
    return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' });
  }

  for (const management of ['unmanaged', 'external', 'managed']) {
    it(`is taken back, forgotten where it does not run, or reported: ${management}`, () => {
      assert.equal(reported(0, management), '');
      assert.equal(reported(8, management), '');
      assert.match(reported(1, management), /did not undo its settings for 'eth0'/);
    });
  }
});
