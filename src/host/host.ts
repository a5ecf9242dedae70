/** The machine as one value, which only the code that may touch it is given. */
import { stateFolder } from '../contract/names.ts';
import { createAttributes } from './attributes.ts';
import { createCommands, type CommandResult, type Commands } from './commands.ts';
import { createFiles, type Files } from './files.ts';
import { createLabel } from './labels.ts';
import { inInitialNetwork } from './namespaces.ts';

export interface Host {
  readonly files: Files;
  readonly commands: Commands;
  /** PATH for detached programs. */
  readonly path: string;
  /** Whether the kernel's network belongs to the host of these files; false for an image on another machine. */
  readonly live: boolean;
  /** Whether process 1 is systemd (sd_booted(3)), which then runs our timers and services. */
  readonly systemd: boolean;
  /** libvirt's connection, as virsh(1) takes it. */
  readonly libvirtUri: string;
}

/**
 * @param root `/`, or the folder of a laboratory or an image. Then services are not touched, nor is the kernel in the network
 * of process 1. @param state the state folder.
 */
export async function openHost(
  root: string,
  path: string,
  log: (line: string, result: CommandResult) => void,
  { libvirtUri = 'qemu:///system', state = stateFolder } = {},
): Promise<Host> {
  const commands = createCommands(path, log);
  const plainFiles = createFiles(root);
  const selinux = root === '/' && (await plainFiles.exists('/sys/fs/selinux/enforce'));
  const attributes = createAttributes(commands, plainFiles.real(state));
  const files = createFiles(root, { attributes, ...(selinux && { label: createLabel(commands, state) }) });
  return {
    files,
    commands,
    path,
    live: root === '/' || !(await inInitialNetwork()),
    systemd: await files.exists('/run/systemd/system'),
    libvirtUri,
  };
}
