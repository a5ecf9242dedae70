/** The daemon as `npm run install-system` installs it: with its start script, Node's flags and the unit's priority. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const installSystem = fileURLToPath(new URL('../scripts/install-system.mjs', import.meta.url));

export interface Installed {
  /** The words that start it; the unit's, except that they name a folder of their own. */
  readonly command: readonly string[];
  /** The unit's Nice=. */
  readonly nice: number;
  readonly remove: () => Promise<void>;
}

/** Installs into a temporary folder, so that the machine itself gets nothing. */
export async function installDaemon(): Promise<Installed> {
  const tree = await mkdtemp(join(tmpdir(), 'bridgehead-installed-'));
  await execa(process.execPath, [installSystem], { env: { DESTDIR: tree } });
  const unit = await readFile(join(tree, 'usr/lib/systemd/system/bridgehead.service'), 'utf8');
  const words = startWords(unit).map((word) => (existsSync(join(tree, word)) ? join(tree, word) : word));
  for (const word of words) if (word.startsWith(`${tree}/usr/sbin/`)) await moveInto(tree, word);
  return {
    command: words,
    nice: Number(settings(unit, 'Nice')[0] ?? 0),
    remove: () => rm(tree, { recursive: true, force: true }),
  };
}

/** What systemd would run; the laboratory has a boot id and a PATH of its own. */
export function startWords(unit: string): string[] {
  const environment = settings(unit, 'Environment').filter((one) => !/^(?:PATH|BRIDGEHEAD_BOOT_ID)=/.test(one));
  const command = settings(unit, 'ExecStart').flatMap((value) => value.split(' '));
  return environment.length === 0 ? command : ['env', ...environment, ...command];
}

/** The start script names the program where an installation on the host itself has it. */
async function moveInto(tree: string, script: string): Promise<void> {
  const text = await readFile(script, 'utf8');
  await writeFile(script, text.replaceAll('/usr/lib/bridgehead', `${tree}/usr/lib/bridgehead`));
}

function settings(unit: string, key: string): string[] {
  return [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
}
