/** The folder of a laboratory before its namespaces exist: users, bus and polkit configuration, the host's files. */
import { chmod, cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostFiles } from './host-files.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const networkService = fileURLToPath(new URL('network-service/service.sh', import.meta.url));

/** The password of `admin1`. */
export const adminPassword = 'lab-password';
/** That password as `openssl passwd -6 -salt bridgehead` prints it. */
const adminPasswordHash =
  '$6$bridgehead$1O9a/jpLqCh4pVH6Tr0k8EBWpJatYeomyDQGgAtgjjFtIM6eYgH.U6/EVPZg7Ozj8yWiRC7JAO3eWReZMu9Rr1';

/** Users that exist in the laboratory alone, with the hash of their password. */
const users = [
  { name: 'operator1', id: 61001, password: '*' },
  { name: 'plainuser', id: 61002, password: '*' },
  { name: 'admin1', id: 61003, password: adminPasswordHash },
] as const;

/** operator1 may do everything that Bridgehead does; admin1 is an administrator, who is asked for a password. */
const polkitRules = `polkit.addRule(function (action, subject) {
  if (action.id.indexOf("io.bridgehead.agent1.") === 0 && subject.user === "operator1") return polkit.Result.YES;
});
polkit.addAdminRule(function () {
  return ["unix-user:admin1"];
});
`;

/** Makes the folder and returns its path; `host/` in it is the root of the host's files. */
export async function prepareFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'bridgehead-lab-'));
  for (const folder of ['etc/dbus', 'etc/polkit-rules', 'etc/polkit-actions', 'etc/bus-services', 'bin', 'host', 'log'])
    await mkdir(join(work, folder), { recursive: true });
  await writeUsers(join(work, 'etc'));
  await writeFile(join(work, 'etc/polkit-rules/40-laboratory.rules'), polkitRules);
  await cp('/usr/share/polkit-1/actions', join(work, 'etc/polkit-actions'), { recursive: true });
  await copyPolicy('io.bridgehead.agent1.policy', join(work, 'etc/polkit-actions'));
  await copyPolicy('io.bridgehead.Agent1.conf', join(work, 'etc/dbus'));
  await writeFile(join(work, 'bin/service'), `#!/bin/sh\nexec bash '${networkService}' '${work}/host' "$@"\n`);
  await chmod(join(work, 'bin/service'), 0o755);
  for (const [path, text] of Object.entries({ ...hostFiles, ...files })) await put(join(work, 'host', path), text);
  return work;
}

async function writeUsers(folder: string): Promise<void> {
  const append = async (file: string, lines: readonly string[], mode: number): Promise<void> => {
    await writeFile(join(folder, file), `${await readFile(`/etc/${file}`, 'utf8')}${lines.join('\n')}\n`);
    await chmod(join(folder, file), mode);
  };
  await append(
    'passwd',
    users.map(({ name, id }) => `${name}:x:${id}:${id}::/nonexistent:/bin/bash`),
    0o644,
  );
  await append(
    'group',
    users.map(({ name, id }) => `${name}:x:${id}:`),
    0o644,
  );
  await append(
    'shadow',
    users.map(({ name, password }) => `${name}:${password}:19000:0:99999:7:::`),
    0o600,
  );
}

async function copyPolicy(name: string, folder: string): Promise<void> {
  const source = join(top, 'policy', name);
  if (existsSync(source)) await cp(source, join(folder, name));
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
