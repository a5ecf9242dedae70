/** The files of a booted host besides Debian's: Bridgehead as installed, ifcfg-eth0, and a network service that reads it. */
import { chmod, copyFile, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const top = fileURLToPath(new URL('../../..', import.meta.url));
const services = fileURLToPath(new URL('../services', import.meta.url));
const lan = fileURLToPath(new URL('lan.sh', import.meta.url));
export const units = '/etc/systemd/system';

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

/** Does what the real service is documented to do with ifcfg files, in the same order among the units. */
const networkUnit = `[Unit]
Wants=network-pre.target
After=network-pre.target
Before=network.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/bash /opt/laboratory/network.sh '' start
ExecStop=/bin/bash /opt/laboratory/network.sh '' stop
[Install]
WantedBy=multi-user.target
`;

const installedFiles: Readonly<Record<string, string>> = {
  '/etc/sysconfig/network': 'NETWORKING=yes\nNOZEROCONF=yes\n',
  '/etc/sysconfig/network-scripts/ifcfg-eth0': ifcfgEth0,
  [`${units}/network.service`]: networkUnit,
  '/etc/machine-id': '',
  '/etc/hostname': 'host\n',
};

/** NetworkManager creates no profile for the interface, and only watches it. */
const networkManagerSettings = `[main]
plugins=keyfile
dns=none
no-auto-default=*
`;

/** Fills the folder laid over Debian's root for a host in a container. @param networkManager see below. */
export async function writeContainerFiles(folder: string, networkManager: boolean): Promise<void> {
  await writeInstalledFiles(folder, networkManager);
  await copyNode(folder);
  await writeFiles(folder, { [`${units}/laboratory-lan.service`]: lanUnit });
  await copyFile(lan, join(folder, 'opt/laboratory/lan.sh'));
  await chmod(join(folder, 'opt/laboratory/lan.sh'), 0o755);
  await enable(folder, 'sysinit.target', 'laboratory-lan.service');
}

/**
 * What every booted host has: Bridgehead and the network service. @param networkManager whether the boot starts the one
 * that is installed, beside the network service.
 */
export async function writeInstalledFiles(folder: string, networkManager: boolean): Promise<void> {
  await execa(process.execPath, [join(top, 'scripts/install-system.mjs')], { env: { DESTDIR: folder } });
  await writeFiles(folder, installedFiles);
  await cp(services, join(folder, 'opt/laboratory'), { recursive: true });
  await enable(folder, 'multi-user.target', 'network.service');
  await chooseNetworkManager(folder, networkManager);
}

async function chooseNetworkManager(folder: string, wanted: boolean): Promise<void> {
  await writeFiles(folder, { '/etc/NetworkManager/NetworkManager.conf': networkManagerSettings });
  if (!wanted) await symlink('/dev/null', join(folder, units, 'NetworkManager.service'));
}

/** This process's node, where install-system.mjs expects it. */
export async function copyNode(folder: string): Promise<void> {
  await mkdir(join(folder, dirname(process.execPath)), { recursive: true });
  await copyFile(process.execPath, join(folder, process.execPath));
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** As `systemctl enable` does. */
export async function enable(folder: string, target: string, unit: string): Promise<void> {
  const wants = join(folder, units, `${target}.wants`);
  await mkdir(wants, { recursive: true });
  await symlink(`../${unit}`, join(wants, unit));
}
