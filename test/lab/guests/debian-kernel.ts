/** Debian's kernel for guests and virtual machines: unpacked, never installed. */
import { copyFile, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { withApt } from '../packages.ts';

/** Depends on the newest kernel for clouds, which is small because it lacks hardware drivers. Its ext4 is built in. */
export const kernelPackage = 'linux-image-cloud-amd64';

export interface UnpackedKernel {
  readonly image: string;
  /** The folder of its modules, `…/lib/modules/VERSION`. */
  readonly modules: string;
  readonly busybox: string;
}

/** Unpacks the kernel and busybox there, from Debian's archive. apt-get(8): download takes no dependencies. */
export async function unpackKernel(folder: string): Promise<UnpackedKernel> {
  const fetch = `
    kernel=$(apt-cache depends --important ${kernelPackage} | sed -n 's/.*Depends: \\(linux-image-[^ ]*\\)/\\1/p')
    apt-get -q -o APT::Sandbox::User=root download "\${kernel:?}" busybox-static`;
  const unpack = 'for package in *.deb; do dpkg-deb -x "$package" . || exit; done; rm ./*.deb';
  await mkdir(folder, { recursive: true });
  const script = `set -e; { ${fetch}\n} || { apt-get update -q; ${fetch}\n}\n${unpack}`;
  await withApt(() => execa('sh', ['-c', script], { cwd: folder }));
  const [version = ''] = await readdir(join(folder, 'lib/modules'));
  return {
    image: join(folder, `boot/vmlinuz-${version}`),
    modules: join(folder, 'lib/modules', version),
    busybox: join(folder, 'bin/busybox'),
  };
}

export interface Initramfs {
  /** The path of its `/init`, which busybox's shell runs. */
  readonly init: string;
  /** In the order in which insmod(8) takes them; they are in `/modules`, sorted in that order. */
  readonly modules: readonly string[];
  /** Of busybox, in `/bin`. */
  readonly programs: readonly string[];
}

/** Writes it to the file `to`, using the folder `to`.root meanwhile. */
export async function makeInitramfs(kernel: UnpackedKernel, parts: Initramfs, to: string): Promise<void> {
  const root = `${to}.root`;
  for (const path of ['bin', 'modules', 'proc', 'sys', 'dev', 'root']) {
    await mkdir(join(root, path), { recursive: true });
  }
  await copyFile(kernel.busybox, join(root, 'bin/busybox'));
  for (const name of parts.programs) await symlink('busybox', join(root, 'bin', name));
  await copyModules(kernel.modules, parts.modules, join(root, 'modules'));
  await copyFile(parts.init, join(root, 'init'));
  await execa('sh', ['-c', 'chmod 755 init && find . | ./bin/busybox cpio -o -H newc >"$1"', 'sh', to], { cwd: root });
  await rm(root, { recursive: true });
}

async function copyModules(from: string, modules: readonly string[], to: string): Promise<void> {
  const files = await readdir(from, { recursive: true });
  for (const [index, name] of modules.entries()) {
    const path = files.find((file) => file.endsWith(`/${name}.ko`));
    if (path === undefined) throw new Error(`the package '${kernelPackage}' has no module '${name}'`);
    await copyFile(join(from, path), join(to, `${String(index).padStart(2, '0')}-${name}.ko`));
  }
}
