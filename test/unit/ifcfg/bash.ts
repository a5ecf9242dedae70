import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BashRead {
  /** Of the keys asked for, those that are set. */
  readonly values: ReadonlyMap<string, string>;
  readonly status: number | null;
  readonly stderr: string;
}

const folder = mkdtempSync(join(tmpdir(), 'bridgehead-ifcfg-'));
process.once('exit', () => rmSync(folder, { recursive: true }));

const print = 'for key in "$@"; do [ -z "${!key+set}" ] || printf "%s=%s\\0" "$key" "${!key}"; done';

/** What a real bash has in `keys` after it has read `text` as ifup does: with the `.` command. */
export function readWithBash(text: string, keys: readonly string[], locale = 'C'): BashRead {
  return run(text, `. ./file; ${print}`, keys, locale);
}

/** What the network service has in its four keys: it evaluates what grep finds (initscripts: init.d/network). */
export function classifyWithBash(text: string): BashRead {
  const keys = ['DEVICE', 'TYPE', 'SLAVE', 'NM_CONTROLLED'];
  return run(text, `for k in "$@"; do eval $(LC_ALL=C /bin/grep -F "$k=" file); done; ${print}`, keys, 'C');
}

function run(text: string, script: string, keys: readonly string[], locale: string): BashRead {
  writeFileSync(join(folder, 'file'), text);
  const { stdout, stderr, status } = spawnSync('/bin/bash', ['--norc', '--noprofile', '-c', script, 'bash', ...keys], {
    cwd: folder,
    env: { LC_ALL: locale },
    encoding: 'utf8',
  });
  const entries = stdout.split('\0').slice(0, -1);
  const values = entries.map(
    (entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const,
  );
  return { values: new Map(values), status, stderr };
}
