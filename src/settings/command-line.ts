/** The daemon's command line. */
import { parseArgs } from 'node:util';
import { stateFolder } from '../contract/names.ts';

export interface CommandLine {
  /** `/`, or the folder that holds every file. */
  readonly root: string;
  /** The state folder, below the root. */
  readonly state: string;
  readonly libvirtUri: string;
  /** Idle seconds after which the agent leaves; 0: never. */
  readonly idleExit: number;
  readonly show: 'help' | 'version' | undefined;
}

export const usage = `Usage: bridgeheadd [OPTION...]

Puts network cards behind bridges for callers that polkit allows, as io.bridgehead.Agent1 on the system bus.

  --root DIR           read and write every file in DIR (laboratories and images)
  --state DIR          state folder, in the root (default ${stateFolder})
  --libvirt-uri URI    libvirt connection (default qemu:///system)
  --idle-exit SECONDS  exit after this many idle seconds (default 0: never)
  --version            print the version and exit
  --help               print this help and exit

See bridgeheadd(8).
`;

/** Throws Error with a sentence for the user. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      root: { type: 'string', default: '/' },
      state: { type: 'string', default: stateFolder },
      'libvirt-uri': { type: 'string', default: 'qemu:///system' },
      'idle-exit': { type: 'string', default: '0' },
      version: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const idleExit = Number(values['idle-exit']);
  if (!/^\d{1,6}$/.test(values['idle-exit'])) throw new Error(`'--idle-exit' takes a number of seconds`);
  if (!/^[a-z][\w+-]*:\S*$/.test(values['libvirt-uri']))
    throw new Error(`'--libvirt-uri' takes a URI like qemu:///system`);
  for (const name of ['root', 'state'] as const) {
    if (!values[name].startsWith('/')) throw new Error(`'--${name}' takes an absolute path`);
  }
  return {
    root: values.root,
    state: values.state.replace(/\/+$/, ''),
    libvirtUri: values['libvirt-uri'],
    idleExit,
    show: values.help ? 'help' : values.version ? 'version' : undefined,
  };
}
