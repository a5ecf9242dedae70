/** A system for guests that boots in some seconds under software emulation: made once, kept in the machine's temporary folder. */
import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keptFolder } from '../kept-folder.ts';
import { kernelPackage, makeInitramfs, unpackKernel } from './debian-kernel.ts';

export interface GuestSystem {
  readonly kernel: string;
  readonly initramfs: string;
}

const init = fileURLToPath(new URL('init.sh', import.meta.url));
/** PCI hotplug is built in. */
const modules = [
  ...['virtio_ring', 'virtio', 'virtio_pci_modern_dev', 'virtio_pci_legacy_dev', 'virtio_pci'],
  ...['failover', 'net_failover', 'virtio_net'],
];
const programs = ['sh', 'mount', 'insmod', 'ip', 'cat', 'sleep'];

/** The files' paths. The first time takes some seconds and needs Debian's archive. */
export async function guestSystem(): Promise<GuestSystem> {
  const recipe = [kernelPackage, ...modules, ...programs, await readFile(init, 'utf8')];
  const folder = await keptFolder('guest', recipe, makeSystem);
  return { kernel: join(folder, 'vmlinuz'), initramfs: join(folder, 'initramfs') };
}

async function makeSystem(folder: string): Promise<void> {
  const packages = join(folder, 'packages');
  const kernel = await unpackKernel(packages);
  await copyFile(kernel.image, join(folder, 'vmlinuz'));
  await makeInitramfs(kernel, { init, modules, programs }, join(folder, 'initramfs'));
  await rm(packages, { recursive: true });
}
