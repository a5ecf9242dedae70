/** The host for callers that only read, so that a change never waits for them. */
import type { Host } from './host.ts';
import { openIp } from './ip-processes.ts';
import { Lane } from './lane.ts';

/** How many programs run and files are read at the same time, for reads that every user may ask for. */
const atOnce = { programs: 4, files: 8 } as const;

/** The same host with its own small limits, shared by all such callers; code that has the host itself is not limited. */
export function asideOf(host: Host): Host {
  const [programs, files] = [new Lane(atOnce.programs), new Lane(atOnce.files)];
  const { commands } = host;
  return {
    ...host,
    commands: {
      ...commands,
      run: (...command) => programs.run(() => commands.run(...command)),
      openIps: openIp(commands.find, host.path),
    },
    files: { ...host.files, read: (...file) => files.run(() => host.files.read(...file)) },
  };
}
