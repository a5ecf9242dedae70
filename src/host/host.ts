/** The machine, as one value that is handed to the code that may touch it. */
import { stateFolder } from '../contract/names.ts';
import { createCommands, type CommandResult, type Commands } from './commands.ts';
import { createFiles, type Files } from './files.ts';
import { createLabel } from './labels.ts';
import { inInitialNetwork } from './namespaces.ts';

export interface Host {
  readonly files: Files;
  readonly commands: Commands;
  /** PATH for what runs without us. */
  readonly path: string;
  /** Whether the kernel's network belongs to the host whose files these are; not so for an image on another machine. */
  readonly live: boolean;
  /** Whether PID 1 is a systemd that we may ask for timers and services (sd_booted(3)). */
  readonly systemd: boolean;
  /** Where libvirt is asked, as virsh(1) takes it. */
  readonly libvirtUri: string;
}

/**
 * @param root `/`, or the folder of a laboratory or an image: then services are not touched, and in PID 1's own network
 * the kernel is not either. @param state the folder of our own files.
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
  const files = selinux ? createFiles(root, createLabel(commands, state)) : plainFiles;
  return {
    files,
    commands,
    path,
    live: root === '/' || !(await inInitialNetwork()),
    systemd: await files.exists('/run/systemd/system'),
    libvirtUri,
  };
}
