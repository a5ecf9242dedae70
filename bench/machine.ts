/** On what was measured, and with which versions. */
import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { execa } from 'execa';

/** As `Debian GNU/Linux 12, Linux 6.18, 2 × Intel Xeon`. */
export function describeMachine(): string {
  const name = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'an unknown system';
  const kernel = /^\d+\.\d+/.exec(release())?.[0] ?? release();
  const processors = cpus();
  const model = (processors[0]?.model ?? 'processor').replace(/\((?:R|TM)\)|@.*|CPU|Processor/g, '').trim();
  return `${name}, Linux ${kernel}, ${processors.length} × ${model.replace(/\s+/g, ' ')}`;
}

/** The installed versions of Debian packages; those that are not installed are left out. */
export async function versionsOf(packages: readonly string[]): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const name of new Set(packages)) {
    const { stdout, exitCode } = await execa('dpkg-query', ['-W', '-f', '${Version}', name], { reject: false });
    if (exitCode === 0 && stdout !== '') versions[name] = stdout.replace(/^\d+:|-.*$/g, '');
  }
  return versions;
}
