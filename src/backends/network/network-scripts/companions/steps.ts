/** The steps that hand an interface's companion files over to its bridge, and back. */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { noFile, type HostFile } from '../../../../model/host-file.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { FileStep } from '../../../../model/plan.ts';
import { replaceFile } from '../../../../model/replace-file.ts';
import { movedDefaults } from './defaults.ts';
import { nameFor, type Companion } from './find.ts';
import { movedText } from './moved-text.ts';
import { movedStaticRoutes } from './static-routes.ts';
import { readIfcfg } from '../files/boot-files.ts';
import { configOf } from '../files/config.ts';
import { readNetworkDefaults } from '../files/network-defaults.ts';
import { isTrue } from '../../ifcfg/switches.ts';

/** A new file in place of an old one. */
export interface Renaming {
  readonly old: HostFile;
  readonly name: string;
  readonly text: string;
}

/** Each companion as it is for the device `to`. Throws AgentError: Refused, Unsupported, see movedText. */
export function renamings(companions: readonly Companion[], from: string, to: string): readonly Renaming[] {
  return companions.map((one) => ({ old: one.file, name: nameFor(one, to), text: movedText(one, from, to) }));
}

/** The new file before the old one goes. Throws Conflict where two would have one name, or where one has it already. */
export function renamingSteps(all: readonly Renaming[], what: string, files: readonly HostFile[]): FileStep[] {
  return all.flatMap(({ old, name, text }, index) => {
    const other = all.slice(0, index).find((one) => one.name === name)?.old ?? files.find((file) => file.name === name);
    if (other !== undefined) throw sameName(old, other, name);
    const path = old.path.slice(0, -old.name.length) + name;
    const written = replaceFile(`write ${quoted(name)}: ${quoted(old.name)} ${what}`, noFile(path, old.mode), text);
    return [
      ...written.map((step) => ({ ...step, like: old.path })),
      ...replaceFile(`remove ${quoted(old.name)}: ${quoted(name)} stands in its place`, old, null),
    ];
  });
}

function sameName(old: HostFile, other: HostFile, name: string): AgentError {
  return new AgentError(
    'Conflict',
    `${quoted(old.name)} would become ${quoted(name)}, which ${quoted(other.name)} ${other.name === name ? 'is already' : 'becomes too'}; put the contents of both into one file`,
  );
}

/** The files that the interfaces share, with `to` in place of the device `from`. Throws Refused. */
export function sharedSteps(from: string, to: string, state: HostState): FileStep[] {
  const { defaults, staticRoutes } = configOf(state);
  const title = (file: HostFile): string => `change ${quoted(file.path)}: '${to}' stands in place of '${from}'`;
  const own = defaults?.text === undefined ? [] : defaultsStep(defaults, from, to, state);
  return [
    ...own.flatMap(({ file, text }) => replaceFile(title(file), file, text)),
    ...staticRoutes.flatMap((file) => {
      // What must not be read belongs to another device, as far as can be told.
      if (file.text === undefined) return [];
      return replaceFile(title(file), file, movedStaticRoutes({ name: file.name, text: file.text }, from, to));
    }),
  ];
}

function defaultsStep(file: HostFile, from: string, to: string, state: HostState): { file: HostFile; text: string }[] {
  const defaults = readNetworkDefaults(state);
  const moved = movedDefaults(defaults, from, to);
  return moved === defaults ? [] : [{ file, text: moved.text }];
}

/** A sentence for each companion that lost what it must not have. */
export function renamingWarnings(companions: readonly Companion[]): readonly string[] {
  return companions
    .filter(({ kind, file }) => ['alias', 'range', 'clone'].includes(kind) && isTrue(readIfcfg(file).get('USERCTL')))
    .map(({ file }) => `${quoted(file.name)} lets every user change it (USERCTL), which its successor does not`);
}
