import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Keys that are set, and their values. */
export type Values = ReadonlyMap<string, string>;

const folder = mkdtempSync(join(tmpdir(), 'bridgehead-ifcfg-'));
process.once('exit', () => rmSync(folder, { recursive: true }));

const print = 'for key in $KEYS; do [ -z "${!key+set}" ] || printf "%s=%s\\0" "$key" "${!key}"; done';
const source = '. ./file$i';
const classify = 'for k in DEVICE TYPE SLAVE NM_CONTROLLED; do eval $(LC_ALL=C /bin/grep -F "$k=" file$i); done';

/** What a real bash has in `keys` after it has read each text as ifup does: with the `.` command. Throws if bash complains. */
export function readManyWithBash(texts: readonly string[], keys: readonly string[], locale = 'C'): Values[] {
  return run(texts, source, keys, locale);
}

/** What the network service has in its four keys: it evaluates what grep finds (initscripts: init.d/network). */
export function classifyManyWithBash(texts: readonly string[]): Values[] {
  return run(texts, classify, ['DEVICE', 'TYPE', 'SLAVE', 'NM_CONTROLLED'], 'C');
}

/** As `readManyWithBash`, for one text. */
export function readWithBash(text: string, keys: readonly string[]): Values {
  return readManyWithBash([text], keys)[0] ?? new Map();
}

/** As `classifyManyWithBash`, for one text. */
export function classifyWithBash(text: string): Values {
  return classifyManyWithBash([text])[0] ?? new Map();
}

/** One bash for all, because starting it takes the time; each text in a subshell of its own. */
function run(texts: readonly string[], read: string, keys: readonly string[], locale: string): Values[] {
  texts.forEach((text, index) => writeFileSync(join(folder, `file${index}`), text));
  const script = `for ((i = 0; i < ${texts.length}; i++)); do ( ${read} || echo "file $i failed" >&2; ${print} ); printf "\\0"; done`;
  const { stdout, stderr } = spawnSync('/bin/bash', ['--norc', '--noprofile', '-c', script], {
    cwd: folder,
    env: { LC_ALL: locale, KEYS: keys.join(' ') },
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(`bash says ${stderr}`);
  const found = texts.map(() => new Map<string, string>());
  let index = 0;
  for (const entry of stdout.split('\0').slice(0, -1)) {
    const equals = entry.indexOf('=');
    if (entry === '') index += 1;
    else found[index]?.set(entry.slice(0, equals), entry.slice(equals + 1));
  }
  return found;
}
