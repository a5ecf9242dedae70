/** One QEMU: its command line, its process and its two sockets. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.ts';
import { kernelWords, type MachineSystem } from './disk.ts';
import { openMonitor, type Monitor } from './monitor.ts';

const run = fileURLToPath(new URL('run.sh', import.meta.url));

export interface Qemu {
  readonly monitor: Monitor;
  /** Our end of the port that runner.sh serves. */
  readonly port: Socket;
  /** Its console's output so far. */
  readonly console: () => Promise<string>;
  /** Ends it, and removes the folder. */
  readonly stop: () => Promise<void>;
}

/** @param work its folder, with the disks `overlay` and `own`. @param card whether it has a network card; returns when it runs. */
export async function startQemu(work: string, system: MachineSystem, card: boolean): Promise<Qemu> {
  const all = [...words(work, system), ...(card ? cardWords : [])];
  const child = spawn('sh', [run, work, 'qemu-system-x86_64', ...all], {
    stdio: ['pipe', 'ignore', 'inherit'],
    cwd: '/',
  });
  try {
    const monitor = await openMonitor(await connect(work, 'monitor'));
    const port = await connect(work, 'port');
    await monitor.execute('cont');
    return { monitor, port, console: () => readText(work, 'console'), stop: () => end(child, monitor) };
  } catch (error) {
    const said = await readText(work, 'errors');
    await end(child);
    throw new Error(`QEMU did not start:\n${said}`, { cause: error });
  }
}

/**
 * QEMU's own router (-netdev user) answers for 192.0.2.1 and 2001:db8:1::1 at the interface's other end and, restricted, leads
 * nowhere.
 */
const cardWords = [
  '-netdev',
  'user,id=lan,restrict=on,net=192.0.2.0/24,host=192.0.2.1,ipv6-net=2001:db8:1::/64,ipv6-host=2001:db8:1::1',
  ...['-device', 'virtio-net-pci,netdev=lan,mac=52:54:00:12:34:56,romfile='],
];

/**
 * The disk needs no protection against a power cut of this machine (cache=unsafe): a reset of the guest only loses what
 * the guest had not written yet. It is emulated even if there is /dev/kvm, which may hang inside a virtual machine. With more
 * than one processor, on a busy machine one may wait for the other for ever.
 */
function words(work: string, { kernel, initramfs }: MachineSystem): string[] {
  return [
    ...['-S', '-nodefaults', '-display', 'none', '-machine', 'pc,hpet=off', '-accel', 'tcg', '-m', '640'],
    ...['-kernel', kernel, '-initrd', initramfs, '-append', kernelWords, '-serial', `file:${work}/console`],
    ...['-drive', `file=${work}/overlay,format=qcow2,if=virtio,cache=unsafe`],
    ...['-drive', `file=${work}/own,format=raw,if=virtio,readonly=on`],
    ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=port,path=${work}/port,server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=port,name=laboratory'],
    ...['-qmp', `unix:${work}/monitor,server=on,wait=off`],
  ];
}

async function connect(work: string, name: string): Promise<Socket> {
  return eventually(`QEMU listens at '${name}'`, async () => {
    const socket = createConnection(join(work, name));
    try {
      await once(socket, 'connect');
      return socket;
    } catch {
      return undefined;
    }
  });
}

async function end(child: ChildProcess, monitor?: Monitor): Promise<void> {
  const ended = once(child, 'exit');
  monitor?.close();
  child.stdin?.end();
  await ended;
}

function readText(work: string, name: string): Promise<string> {
  return readFile(join(work, name), 'utf8').catch(() => '');
}
