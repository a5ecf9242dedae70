/** How the laboratory's host saves its firewall rules. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { keptFolder } from '../kept-folder.ts';
import type { Laboratory } from '../laboratory.ts';
import { withApt } from '../packages.ts';

const packages = ['netfilter-persistent', 'iptables-persistent'];
const script = fileURLToPath(new URL('../services/iptables.sh', import.meta.url));

/** Gives the host `service iptables save` and `service ip6tables save`. */
export async function installIptablesServices(lab: Laboratory): Promise<void> {
  for (const program of ['iptables', 'ip6tables']) {
    const text = `#!/bin/sh\nexec sh '${script}' '${lab.root}' ${program} "$@"\n`;
    await lab.writeFile(`/etc/init.d/${program}`, text, 0o755);
  }
}

/**
 * Gives the host Debian's netfilter-persistent with iptables-persistent, unpacked but not installed, with paths below the host's
 * root. @returns the folder of its program, for PATH.
 */
export async function installNetfilterPersistent(lab: Laboratory): Promise<string> {
  const folder = await keptFolder('firewall', packages, unpack);
  const plugins = '/usr/share/netfilter-persistent/plugins.d';
  await copy(lab, join(folder, 'usr/sbin/netfilter-persistent'), '/debian/netfilter-persistent');
  for (const name of await readdir(join(folder, plugins)))
    await copy(lab, join(folder, plugins, name), `${plugins}/${name}`);
  await lab.hostOk(['mkdir', '-p', lab.path('/etc/iptables')]);
  return lab.path('/debian');
}

async function unpack(folder: string): Promise<void> {
  await mkdir(folder);
  const script = 'apt-get download -q "$@" && for package in *.deb; do dpkg -x "$package" . || exit; done';
  await withApt(() => execa('sh', ['-ec', script, 'sh', ...packages], { cwd: folder }));
}

/** A script of the package, changed to work below the host's root. */
async function copy(lab: Laboratory, from: string, to: string): Promise<void> {
  const text = (await readFile(from, 'utf8')).replaceAll(
    /\/(?=usr\/share\/netfilter|etc\/(iptables|default))/g,
    `${lab.root}/`,
  );
  await lab.writeFile(to, text, 0o755);
}
