/** The steps that give a bridge's companion files to its interface: byte for byte where they are as we wrote them. */
import type { HostState } from '../../../../model/host-state.ts';
import type { FileStep } from '../../../../model/plan.ts';
import { replaceFile } from '../../../../model/replace-file.ts';
import { renamings, renamingSteps, sharedSteps, type Renaming } from './steps.ts';
import { companionsOf, nameFor, type Companion } from './find.ts';
import { bootFiles } from '../files/boot-files.ts';
import { configOf } from '../files/config.ts';
import { isAsWritten, type SavedFiles } from '../files/saved-files.ts';
import { noFile } from '../../../../model/host-file.ts';

/** @param saved of the CreateBridge that made the bridge, if it was ours. Throws AgentError, see renamings and renamingSteps. */
export function returnSteps(
  bridge: string,
  interfaceName: string,
  companions: readonly Companion[],
  state: HostState,
  saved: SavedFiles | undefined,
): FileStep[] {
  const all = companions.map((one) => origin(one, bridge, interfaceName, saved));
  return [
    ...renamingSteps(all, `goes back to interface '${interfaceName}'`, bootFiles(state)),
    ...sharedReturns(bridge, interfaceName, state, saved),
  ];
}

/** The name that it had, and what it said, unless it has been changed since. */
function origin(one: Companion, bridge: string, interfaceName: string, saved: SavedFiles | undefined): Renaming {
  const { file } = one;
  const folder = file.path.slice(0, -file.name.length);
  const old = saved?.get(file.path)?.before === null ? originOf(one, bridge, folder, saved) : undefined;
  if (old !== undefined && saved !== undefined && isAsWritten(file, saved)) {
    return { old: file, name: old.path.slice(folder.length), text: old.text };
  }
  const [moved] = renamings([one], bridge, interfaceName);
  return {
    old: file,
    name: nameFor(one, interfaceName),
    text: file.text ?? '',
    ...moved,
    ...(old && { name: old.path.slice(folder.length) }),
  };
}

/** The file that the change removed and that became this one: of the same kind, with the same ending. */
function originOf(
  one: Companion,
  bridge: string,
  folder: string,
  saved: SavedFiles,
): { path: string; text: string } | undefined {
  for (const [path, { before, after }] of saved) {
    if (before === null || after !== null || !path.startsWith(folder)) continue;
    const name = path.slice(folder.length);
    const middle = name.slice(one.before.length, name.length - one.behind.length);
    const isSame = middle !== '' && name === one.before + middle + one.behind && nameFor(one, bridge) === one.file.name;
    const isKind = companionsOf({ device: middle, nick: middle }, [{ ...noFile(path), text: before }]).some(
      ({ kind, behind }) => kind === one.kind && behind === one.behind,
    );
    if (isSame && isKind) return { path, text: before };
  }
  return undefined;
}

/** Those that are as we wrote them get their old bytes; the others are changed where they name the bridge. */
function sharedReturns(bridge: string, to: string, state: HostState, saved: SavedFiles | undefined): FileStep[] {
  const { defaults, staticRoutes } = configOf(state);
  const exact = [...(defaults === undefined ? [] : [defaults]), ...staticRoutes].flatMap((file) => {
    const before = saved?.get(file.path)?.before;
    const isExact = saved !== undefined && before != null && isAsWritten(file, saved);
    return isExact ? replaceFile(`restore '${file.path}' as it was`, file, before) : [];
  });
  const paths = new Set(exact.map(({ path }) => path));
  return [...exact, ...sharedSteps(bridge, to, state).filter(({ path }) => !paths.has(path))];
}
