import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The variables after a text was sourced; undefined where it ended bash. */
export type Variables = ReadonlyMap<string, string> | undefined;

const folder = mkdtempSync(join(tmpdir(), 'bridgehead-ifcfg-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

// Without a trap bash 5.2 may run the last program of a sourced file in its own place (bash: optimize_connection_fork).
const script = `
ulimit -t 20
for ((__i = 0; __i < $1; __i++)); do
  (
    trap : USR2
    . ./file$__i >/dev/null 2>&1 </dev/null
    builtin printf 'read\\0'
    for __key in $2; do [ -z "\${!__key+set}" ] || builtin printf '%s=%s\\0' "$__key" "\${!__key}"; done
  )
  builtin printf '\\0'
done`;

/**
 * What a real bash has in `keys` after it has sourced each text. It finds no program, and has no environment: what the texts run must
 * be harmless all the same. One bash for all, because starting it takes the time; each text in a subshell of its own.
 */
export function sourceWithBash(
  texts: readonly string[],
  keys: readonly string[],
  encoding: 'utf8' | 'latin1' = 'utf8',
  locale = 'C.UTF-8',
): readonly Variables[] {
  texts.forEach((text, index) => writeFileSync(join(folder, `file${index}`), text, encoding));
  writeFileSync(join(folder, 'script'), script);
  const { stdout, stderr } = spawnSync(
    '/bin/bash',
    ['--norc', '--noprofile', 'script', `${texts.length}`, keys.join(' ')],
    { cwd: folder, env: { LC_ALL: locale, PATH: '/nonexistent' }, input: '', timeout: 120_000, maxBuffer: 2 ** 28 },
  );
  const found = parse(stdout.toString(encoding));
  if (found.length !== texts.length) throw new Error(`bash ended early: ${stderr.toString()}`);
  return found;
}

function parse(output: string): Variables[] {
  const all: Variables[] = [];
  let variables: Map<string, string> | undefined;
  for (const entry of output.split('\0').slice(0, -1)) {
    const equals = entry.indexOf('=');
    if (entry === 'read') variables = new Map();
    else if (entry !== '') variables?.set(entry.slice(0, equals), entry.slice(equals + 1));
    else {
      all.push(variables);
      variables = undefined;
    }
  }
  return all;
}
