/** The host for callers that only read, so that a change never waits for them. */
import type { Host } from './host.ts';
import { openIp } from './ip-processes.ts';
import { Lane } from './lane.ts';
import { Pace } from './pace.ts';

/** How many programs run at the same time, and files are read in a turn, for reads that every user may ask for. */
const atOnce = { programs: 4, files: 32 } as const;

/** The same host with its own small limits, shared by all such callers; code that has the host itself is not limited. */
export function asideOf(host: Host): Host {
  const [programs, files] = [new Lane(atOnce.programs), new Pace(atOnce.files)];
  const { commands } = host;
  return {
    ...host,
    commands: {
      ...commands,
      run: (...command) => programs.run(() => commands.run(...command)),
      openIps: openIp(commands.find, host.path),
    },
    files: {
      ...host.files,
      read: async (...file) => {
        await files.next();
        return host.files.read(...file);
      },
    },
  };
}
