import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../lab/eventually.ts';

const library = readFileSync(new URL('../../../src/transactions/undo/dhcp-client.sh', import.meta.url), 'utf8');
/** The parts of undo.sh that it needs. */
const around =
  'begun() { :; }\nsame_boot() { :; }\nlink_exists() { :; }\nmaster_of() { :; }\nreport() { echo "$1"; }\nid=0\n';

describe('a DHCP client that undo.sh starts again', () => {
  let folder: string;
  let program: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bridgehead-dhcp-'));
    program = join(folder, 'dhclient');
    writeFileSync(program, '#!/bin/sh\necho "$*" >"$0.started.new"\nmv "$0.started.new" "$0.started"\n');
    chmodSync(program, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What it reports. Its root is the folder, without systemd. */
  function reported(): string {
    const script = `${around}root=${folder}\n${library}\nundo_dhcp_end 1 no-such-card '${program}' -q no-such-card\n`;
    return execFileSync('sh', ['-c', script], { encoding: 'utf8', cwd: folder });
  }

  it('is the program that the agent found, with the same arguments', async () => {
    assert.equal(reported(), '');
    await eventually('it has started', () => existsSync(`${program}.started`));
    assert.equal(readFileSync(`${program}.started`, 'utf8'), '-q no-such-card\n');
  });

  const others: readonly (readonly [string, () => void])[] = [
    ['belongs to another user', () => chownSync(program, 65534, 65534)],
    ['is writable by everyone', () => chmodSync(program, 0o777)],
    ['is gone', () => rmSync(program)],
  ];
  for (const [what, prepare] of others) {
    it(`is reported and not started if its program ${what}`, () => {
      prepare();
      assert.match(
        reported(),
        /'no-such-card' was not started again, because '.*dhclient' is not a program owned by root/,
      );
      assert.equal(existsSync(`${program}.started`), false);
    });
  }
});
