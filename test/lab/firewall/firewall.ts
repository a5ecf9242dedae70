/** How the laboratory's host keeps the rules of its firewall. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Laboratory } from '../laboratory.ts';

const script = fileURLToPath(new URL('../services/iptables.sh', import.meta.url));

/** Gives the host `service iptables save` and `service ip6tables save`. */
export async function installIptablesServices(lab: Laboratory): Promise<void> {
  for (const program of ['iptables', 'ip6tables']) {
    const text = `#!/bin/sh\nexec sh '${script}' '${lab.root}' ${program} "$@"\n`;
    await lab.writeFile(`/etc/init.d/${program}`, text, 0o755);
  }
}

/**
 * Gives the host Debian's own netfilter-persistent with iptables-persistent, unpacked without being installed, its paths
 * below the host's root. @returns the folder of its program, for PATH.
 */
export async function installNetfilterPersistent(lab: Laboratory): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-packages-'));
  try {
    const download =
      'apt-get download -q netfilter-persistent iptables-persistent && for p in *.deb; do dpkg -x $p .; done';
    await execa('sh', ['-c', download], { cwd: folder });
    const plugins = '/usr/share/netfilter-persistent/plugins.d';
    await copy(lab, join(folder, 'usr/sbin/netfilter-persistent'), '/debian/netfilter-persistent');
    for (const name of await readdir(join(folder, plugins)))
      await copy(lab, join(folder, plugins, name), `${plugins}/${name}`);
  } finally {
    await rm(folder, { recursive: true });
  }
  await lab.hostOk(['mkdir', '-p', lab.path('/etc/iptables')]);
  return lab.path('/debian');
}

/** A script of the package, which then works below the host's root. */
async function copy(lab: Laboratory, from: string, to: string): Promise<void> {
  const text = (await readFile(from, 'utf8')).replaceAll(
    /\/(?=usr\/share\/netfilter|etc\/(iptables|default))/g,
    `${lab.root}/`,
  );
  await lab.writeFile(to, text, 0o755);
}
