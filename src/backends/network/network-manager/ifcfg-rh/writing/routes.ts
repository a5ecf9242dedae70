/** The files of routes beside an ifcfg file, by its name (NetworkManager: nms-ifcfg-rh-utils.c, utils_get_route_path). */
import { AgentError } from '../../../../../contract/errors.ts';
import { quoted } from '../../../../../contract/quoted.ts';
import { requireReadable, type HostFile } from '../../../../../model/host-file.ts';
import type { StackState } from '../../../../../model/host-state.ts';
import type { FileStep } from '../../../../../model/plan.ts';
import { newFile, replaceFile } from '../../../../../model/replace-file.ts';
import { movedRoutingText } from '../../../ifcfg/routing-file.ts';

const kinds = ['route-', 'route6-'] as const;

/** A device, and what its file is called behind `ifcfg-`. */
export interface RouteOwner {
  readonly device: string;
  readonly nick: string;
}

/** Those that are there. */
export function routeFilesOf(nick: string, { network }: Pick<StackState, 'network'>): readonly HostFile[] {
  const files = network['network-scripts']?.files ?? [];
  return files.filter(({ name }) => kinds.some((kind) => name === kind + nick));
}

/**
 * Steps that give them to another device. Throws AgentError: Refused for what cannot be moved safely, Exists where there is one
 * already. @param saved gives the text that the file with this path had before the bridge was there, by the file of the bridge's as it
 * is now; undefined where it is not known.
 */
export function moveRoutes(
  from: RouteOwner,
  to: RouteOwner,
  state: Pick<StackState, 'network'>,
  saved: (path: string, now: HostFile) => string | undefined = () => undefined,
): readonly FileStep[] {
  return routeFilesOf(from.nick, state).flatMap((file) => {
    const name = file.name.slice(0, -from.nick.length) + to.nick;
    if (routeFilesOf(to.nick, state).some((other) => other.name === name)) {
      throw new AgentError('Exists', `the file ${quoted(name)} is there already; move it away first`);
    }
    const readable = requireReadable(file, file.name);
    const target = newFile(name, file);
    const text = saved(target.path, readable) ?? movedRoutingText(readable, from.device, to.device);
    return [
      ...replaceFile(`write ${quoted(name)}: routes of '${to.device}'`, target, text),
      ...replaceFile(`remove ${quoted(file.name)}: its routes are in ${quoted(name)}`, file, null),
    ];
  });
}
