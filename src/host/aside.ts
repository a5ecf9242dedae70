/** The host for callers that only read. */
import type { Host } from './host.ts';
import { Lane } from './lane.ts';

/** Programs and files at once, for reads that every user may ask for. */
const atOnce = { programs: 4, files: 8 } as const;

/**
 * The same host in a lane of its own: however many look at it this way, they have few programs and files open between them,
 * and the code that has the host itself never waits for them.
 */
export function asideOf(host: Host): Host {
  const [programs, files] = [new Lane(atOnce.programs), new Lane(atOnce.files)];
  const { commands } = host;
  return {
    ...host,
    commands: { ...commands, run: (...command) => programs.run(() => commands.run(...command)) },
    files: { ...host.files, read: (...file) => files.run(() => host.files.read(...file)) },
  };
}
