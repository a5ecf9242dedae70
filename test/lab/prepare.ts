/** The folder of a laboratory before its namespaces exist: users, bus and polkit configuration, the host's files. */
import { chmod, cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostFiles } from './host-files.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const services = fileURLToPath(new URL('services', import.meta.url));
const client = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** The password of `admin1`. */
export const adminPassword = 'lab-password';
/** From `openssl passwd -6 -salt bridgehead`. */
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
  for (const folder of [
    'etc/dbus',
    'etc/polkit-rules',
    'etc/polkit-actions',
    'etc/bus-services',
    'sbin',
    'host',
    'log',
  ])
    await mkdir(join(work, folder), { recursive: true });
  await writeFile(join(work, 'etc/resolv.conf'), 'nameserver 192.0.2.1\n');
  await writeUsers(join(work, 'etc'));
  await writeFile(join(work, 'etc/polkit-rules/40-laboratory.rules'), polkitRules);
  await cp('/usr/share/polkit-1/actions', join(work, 'etc/polkit-actions'), { recursive: true });
  await copyPolicy('io.bridgehead.agent1.policy', join(work, 'etc/polkit-actions'));
  await copyPolicy('io.bridgehead.Agent1.conf', join(work, 'etc/dbus'));
  await writePrograms(work);
  // As scripts/install-system.mjs starts it; inside.sh puts it where every user finds it.
  const start = `exec ${process.execPath} --disable-proto=delete '${client}' "$@"`;
  await put(
    join(work, 'bin/bridgehead'),
    `#!/bin/sh
${start}
`,
  );
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

/** service(8), chkconfig(8) and the network's init script, each of which knows the host's root. */
async function writePrograms(work: string): Promise<void> {
  const root = join(work, 'host');
  const programs = {
    'sbin/service': 'service.sh',
    'sbin/chkconfig': 'chkconfig.sh',
    'host/etc/init.d/network': 'network.sh',
  };
  for (const [path, script] of Object.entries(programs)) {
    await put(join(work, path), `#!/bin/sh\nexec bash '${join(services, script)}' '${root}' "$@"\n`);
    await chmod(join(work, path), 0o755);
  }
  await enableNetwork(root);
}

/** As `chkconfig network on` does. */
async function enableNetwork(root: string): Promise<void> {
  for (const level of [2, 3, 4, 5]) {
    const folder = join(root, `etc/rc.d/rc${level}.d`);
    await mkdir(folder, { recursive: true });
    await symlink('../../init.d/network', join(folder, 'S50network'));
  }
}

async function copyPolicy(name: string, folder: string): Promise<void> {
  const source = join(top, 'policy', name);
  if (existsSync(source)) await cp(source, join(folder, name));
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
