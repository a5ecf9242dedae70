/** The files of a booted host beside Debian's: Bridgehead as it is installed, a network card, and a service for it. */
import { chmod, copyFile, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const top = fileURLToPath(new URL('../../..', import.meta.url));
const networkService = fileURLToPath(new URL('../network-service', import.meta.url));
const lan = fileURLToPath(new URL('lan.sh', import.meta.url));
const units = '/etc/systemd/system';

export const ifcfgEth0 = `# Uplink of the laboratory
DEVICE=eth0
TYPE=Ethernet
BOOTPROTO=none
ONBOOT=yes
IPADDR=192.0.2.10
PREFIX=24
GATEWAY=192.0.2.1
IPV6INIT=yes
IPV6ADDR=2001:db8:1::10/64
IPV6_AUTOCONF=no
`;

const lanUnit = `[Unit]
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/opt/laboratory/lan.sh
`;

/** Runs what the real one is documented to do with the ifcfg files; the units' order is the real one's. */
const networkUnit = `[Unit]
Wants=network-pre.target
After=network-pre.target
Before=network.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/bash /opt/laboratory/service.sh '' network start
ExecStop=/bin/bash /opt/laboratory/service.sh '' network stop
`;

const files: Readonly<Record<string, string>> = {
  '/etc/sysconfig/network-scripts/ifcfg-eth0': ifcfgEth0,
  [`${units}/laboratory-lan.service`]: lanUnit,
  [`${units}/network.service`]: networkUnit,
  '/etc/machine-id': '',
  '/etc/hostname': 'host\n',
};

/** Writes them into an empty folder that will be laid over Debian's root. */
export async function writeHostFiles(folder: string): Promise<void> {
  await execa(process.execPath, [join(top, 'scripts/install-system.mjs')], { env: { DESTDIR: folder } });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await cp(networkService, join(folder, 'opt/laboratory'), { recursive: true });
  await copyFile(lan, join(folder, 'opt/laboratory/lan.sh'));
  await chmod(join(folder, 'opt/laboratory/lan.sh'), 0o755);
  await mkdir(join(folder, dirname(process.execPath)), { recursive: true });
  await copyFile(process.execPath, join(folder, process.execPath));
  await enable(folder, 'sysinit.target', 'laboratory-lan.service');
  await enable(folder, 'multi-user.target', 'network.service');
}

async function enable(folder: string, target: string, unit: string): Promise<void> {
  const wants = join(folder, units, `${target}.wants`);
  await mkdir(wants, { recursive: true });
  await symlink(`../${unit}`, join(wants, unit));
}
