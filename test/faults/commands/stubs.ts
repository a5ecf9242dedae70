/** Programs that stand in for all those the agent runs, and do as they are told once. */
import { existsSync } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentOptions } from '../../lab/laboratory.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';

/** What the agent may run in the two calls on a host of the laboratory. */
const programs = 'ip flock sh service chkconfig iptables-save ip6tables-save nft virsh nmcli ping'.split(' ');

/**
 * Each stub writes down how it was called while there is a file `record`. The file `fault` names a program, the pattern of
 * its words, and which time of these; then it does what the file `effect` says, in which `$real` is the program itself.
 */
const stub = (here: string, program: string, real: string): string => `#!/bin/sh
here='${here}'
real='${real}'
if [ -e "$here/record" ]; then printf '%s\\n' "${program} $(printf '%s' "$*" | tr '\\n' ' ')" >>"$here/record"; fi
if [ -e "$here/fault" ]; then
  . "$here/fault"
  if called ${program} "$*"; then
    echo >>"$here/count"
    if [ "$(wc -l <"$here/count")" = "$nth" ]; then . "$here/effect"; fi
  fi
fi
exec "$real" "$@"
`;

/** Beside the host's files, so that they are none of them. */
const folderOf = ({ lab }: AgentHost): string => join(lab.root, '../stubs');

/** A PATH of one folder: stubs, and links to all else that there is. */
export async function installStubs(host: AgentHost): Promise<AgentOptions> {
  const here = folderOf(host);
  const linkAll = 'mkdir -p "$0" && for f in $(echo "$PATH" | tr : " "); do ln -sn "$f"/* "$0" 2>/dev/null; done; true';
  await host.lab.hostOk(['sh', '-c', linkAll, join(here, 'bin')]);
  for (const program of programs) {
    const real = (await host.lab.host(['sh', '-c', `command -v ${program}`])).stdout.trim();
    if (real === '') continue;
    const file = join(here, 'bin', program);
    await rm(file);
    await writeFile(file, stub(here, program, real));
    await chmod(file, 0o755);
  }
  return { env: { PATH: join(here, 'bin') } };
}

/** What a program is called with, an entry each time. */
export async function recordCommands(host: AgentHost, work: () => Promise<unknown>): Promise<readonly string[]> {
  const file = join(folderOf(host), 'record');
  await writeFile(file, '');
  await work();
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  await rm(file);
  return lines;
}

export interface StubFault {
  readonly program: string;
  /** A pattern of sh(1) that the words must match. */
  readonly pattern: string;
  /** Which of its calls with such words. */
  readonly nth: number;
  /** Shell commands. */
  readonly effect: string;
}

export async function arm(host: AgentHost, { program, pattern, nth, effect }: StubFault): Promise<void> {
  const called = `called() { [ "$1" = ${program} ] || return 1; case $2 in ${pattern}) ;; *) return 1 ;; esac; }`;
  await writeFile(join(folderOf(host), 'effect'), `: >"$here/hit"\n${effect}\n`);
  await writeFile(join(folderOf(host), 'fault'), `nth=${nth}\n${called}\n`);
}

/** @returns whether the stub has done as it was told. */
export async function disarm(host: AgentHost): Promise<boolean> {
  const hit = existsSync(join(folderOf(host), 'hit'));
  for (const name of ['fault', 'effect', 'count', 'hit']) await rm(join(folderOf(host), name), { force: true });
  return hit;
}

/** As if the program were not installed. */
export async function remove(host: AgentHost, program: string): Promise<void> {
  await rename(join(folderOf(host), 'bin', program), join(folderOf(host), program));
}

export async function putBack(host: AgentHost, program: string): Promise<void> {
  await rename(join(folderOf(host), program), join(folderOf(host), 'bin', program));
}
