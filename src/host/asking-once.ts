/** The host for one look at it: what two readers ask of a program is asked once. */
import type { CommandResult, Commands } from './commands.ts';
import type { Host } from './host.ts';

/** Only for reading, and only as long as one look takes. Questions with options are asked each time. */
export function askingOnce(host: Host): Host {
  const answers = new Map<string, Promise<CommandResult>>();
  const { commands } = host;
  const run: Commands['run'] = (program, args, options) => {
    if (options !== undefined) return commands.run(program, args, options);
    const question = JSON.stringify([program, ...args]);
    const answer = answers.get(question) ?? commands.run(program, args);
    answers.set(question, answer);
    return answer;
  };
  const places = new Map<string, ReturnType<Commands['find']>>();
  const find: Commands['find'] = (program) => {
    const place = places.get(program) ?? commands.find(program);
    places.set(program, place);
    return place;
  };
  return { ...host, commands: { ...commands, run, find } };
}
