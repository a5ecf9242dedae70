/** The disk of a virtual machine: Debian on ext4, made once, and an overlay for each run. */
import { copyFile, cp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { debianRoot } from '../booted/debian.ts';
import { copyNode, enable, units, writeFiles, writeInstalledFiles } from '../booted/files.ts';
import { kernelPackage, makeInitramfs, unpackKernel } from '../guests/debian-kernel.ts';
import { keptFolder } from '../kept-folder.ts';

export interface MachineSystem {
  readonly kernel: string;
  readonly initramfs: string;
  /** A raw image, only read. */
  readonly disk: string;
}

const init = fileURLToPath(new URL('init.sh', import.meta.url));
const runner = fileURLToPath(new URL('runner.sh', import.meta.url));

/** As dracut(8) does on a host whose root is on a virtio disk; the network interface is ready early, too. */
const modules = [
  ...['virtio_ring', 'virtio', 'virtio_pci_modern_dev', 'virtio_pci_legacy_dev', 'virtio_pci'],
  ...['virtio_blk', 'virtio_console', 'failover', 'net_failover', 'virtio_net'],
];
const programs = ['sh', 'mount', 'umount', 'insmod', 'tar', 'switch_root'];
const size = '2G';

/** The files' paths. The first time takes a minute or two and needs Debian's archive. */
export async function machineSystem(): Promise<MachineSystem> {
  const root = await debianRoot();
  const recipe = [root, kernelPackage, process.version, process.execPath, size, ...modules, ...programs];
  const folder = await keptFolder('machine', [...recipe, await readFile(init, 'utf8')], (draft) => make(draft, root));
  const [kernel = '', initramfs = '', disk = ''] = ['vmlinuz', 'initramfs', 'disk'].map((name) => join(folder, name));
  return { kernel, initramfs, disk };
}

async function make(folder: string, debian: string): Promise<void> {
  const [packages, root] = [join(folder, 'packages'), join(folder, 'root')];
  const kernel = await unpackKernel(packages);
  await copyFile(kernel.image, join(folder, 'vmlinuz'));
  await makeInitramfs(kernel, { init, modules, programs }, join(folder, 'initramfs'));
  await execa('cp', ['-a', debian, root]);
  const inRoot = join(root, 'lib/modules', kernel.modules.slice(dirname(kernel.modules).length + 1));
  await mkdir(dirname(inRoot), { recursive: true });
  await cp(kernel.modules, inRoot, { recursive: true });
  await execa('chroot', [root, 'depmod', inRoot.slice(inRoot.lastIndexOf('/') + 1)]);
  await copyNode(root);
  // mke2fs(8): -d fills it from a folder, without a mount.
  await execa('mke2fs', ['-q', '-t', 'ext4', '-d', root, join(folder, 'disk'), size]);
  await rm(packages, { recursive: true });
  await rm(root, { recursive: true });
}

const runnerUnit = `[Unit]
Description=Runs what the tests want to know
[Service]
ExecStart=/bin/sh /opt/laboratory/runner.sh
RuntimeDirectory=laboratory
WorkingDirectory=/run/laboratory
Restart=always
`;

/**
 * Periodic jobs and login prompts, which would only use up a slow processor. They are masked by links, because on a very busy
 * machine systemd gives up the generator that reads `systemd.mask=` (systemd-debug-generator(8)).
 */
const unwanted = [
  ...[
    'apt-daily.timer',
    'apt-daily-upgrade.timer',
    'dpkg-db-backup.timer',
    'e2scrub_all.timer',
    'e2scrub_reap.service',
  ],
  ...['fstrim.timer', 'systemd-tmpfiles-clean.timer', 'getty.target', 'systemd-update-utmp.service'],
  ...['systemd-logind.service', 'modprobe@dm_mod.service', 'modprobe@fuse.service', 'modprobe@loop.service'],
  ...['modprobe@drm.service', 'modprobe@efi_pstore.service', 'sys-kernel-tracing.mount', 'sys-kernel-debug.mount'],
];

/**
 * The kernel's command line (systemd(1), systemd.net-naming-scheme(7)). On a busy machine emulated
 * timers come too late for the kernel's tests of them (kernel-parameters.txt: no_timer_check, tsc).
 */
export const kernelWords = [
  ...['console=ttyS0', 'quiet', 'no_timer_check', 'tsc=reliable', 'net.ifnames=0', 'panic=1'],
  'systemd.default_timeout_start_sec=900',
].join(' ');

/** QEMU's router could add an address, depending on how fast the network service is. */
const noAdvertisements = 'net.ipv6.conf.default.accept_ra = 0\nnet.ipv6.conf.eth0.accept_ra = 0\n';

/** Files by their paths, and units that the boot starts beside those of every machine. */
export interface OwnFiles {
  readonly files: Readonly<Record<string, string>>;
  /** Names of units by the target that wants them. */
  readonly wanted: Readonly<Record<string, string>>;
}

/** Writes the archive that the first boot unpacks over Debian's files: the host's own files, with Bridgehead installed. */
export async function writeOwnFiles(archive: string, { files, wanted }: OwnFiles): Promise<void> {
  const folder = `${archive}.root`;
  await mkdir(folder);
  await writeInstalledFiles(folder, false);
  await writeFiles(folder, {
    '/etc/fstab': '/dev/vda / ext4 noauto_da_alloc 0 0\n',
    '/etc/sysctl.d/10-laboratory.conf': noAdvertisements,
    [`${units}/laboratory-runner.service`]: runnerUnit,
    ...files,
  });
  await copyFile(runner, join(folder, 'opt/laboratory/runner.sh'));
  await enable(folder, 'multi-user.target', 'laboratory-runner.service');
  for (const [target, unit] of Object.entries(wanted)) await enable(folder, target, unit);
  await Promise.all(unwanted.map((unit) => symlink('/dev/null', join(folder, units, unit))));
  await execa('tar', ['-c', '-f', archive, '--owner=0', '--group=0', '-C', folder, '.']);
  await rm(folder, { recursive: true });
}
