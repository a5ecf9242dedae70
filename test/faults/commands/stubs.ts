/** Stubs for all programs that the agent runs, each of which can misbehave once. */
import { existsSync } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentOptions } from '../../lab/laboratory.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';

/** The programs that the agent may run in the two calls. */
const programs = [
  ...['ip', 'flock', 'sh', 'service', 'chkconfig', 'virsh', 'busctl', 'nmcli', 'ping'],
  ...['iptables', 'ip6tables', 'iptables-save', 'ip6tables-save', 'nft'],
];

/**
 * Each stub records its calls while the file `record` exists. The file `fault` names a program, a pattern of
 * its arguments, and which of these calls; then the stub runs the file `effect`, in which `$real` is the program itself.
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

/** Outside the host's files. */
const folderOf = ({ lab }: AgentHost): string => join(lab.root, '../stubs');

/** A PATH of one folder: the stubs, and links to all other programs. */
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
  return { env: { PATH: pathOfStubs(host) } };
}

/** For other programs than the agent. */
export function pathOfStubs(host: AgentHost): string {
  return join(folderOf(host), 'bin');
}

/** The arguments of each recorded call. */
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
  /** A sh(1) pattern for the arguments. */
  readonly pattern: string;
  /** Which of the matching calls. */
  readonly nth: number;
  /** Shell commands. */
  readonly effect: string;
}

export async function armStub(host: AgentHost, { program, pattern, nth, effect }: StubFault): Promise<void> {
  const called = `called() { [ "$1" = ${program} ] || return 1; case $2 in ${pattern}) ;; *) return 1 ;; esac; }`;
  await writeFile(join(folderOf(host), 'effect'), `: >"$here/hit"\n${effect}\n`);
  await writeFile(join(folderOf(host), 'fault'), `nth=${nth}\n${called}\n`);
}

/** @returns whether the stub has misbehaved. */
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
