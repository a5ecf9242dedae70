/** The network scripts' files as the boot sees them: which count, and what they say. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, NetworkFile } from '../../model/host-state.ts';
import { parseIfcfg, type IfcfgFile } from '../../model/ifcfg/parse.ts';
import type { FileStep } from '../../model/plan.ts';
import { quoted } from '../../model/quoted.ts';

/** Names that every version passes over (initscripts: functions, __sed_discard_ignored_files). */
const alwaysIgnored = /(?:~|\.bak|\.orig|\.rpmnew|\.rpmorig|\.rpmsave)$/;

/**
 * The files that the network service may read. `.old` is passed over only since RHEL 7, and one can't tell RHEL 7 from
 * RHEL 6 by what it makes of DELAY=, so that where seconds are meant it counts.
 */
export function bootFiles(state: HostState): readonly NetworkFile[] {
  const readsOld = state.delayUnit === 'seconds';
  return state.networkFiles.filter(({ name }) => !alwaysIgnored.test(name) && (readsOld || !name.endsWith('.old')));
}

/** Whether the name is an interface's own file: no alias, no range of addresses. */
export function isInterfaceFileName(name: string): boolean {
  return /^ifcfg-[^:]+$/.test(name) && !name.includes('-range') && name !== 'ifcfg-lo';
}

/** What the file says. Throws Refused where it must not be read, or where only a shell could. */
export function readIfcfg(file: NetworkFile): IfcfgFile {
  if (file.text !== undefined) return parseIfcfg(file.name, file.text);
  const problem = file.problem ?? 'it cannot be read';
  throw new AgentError(
    'Refused',
    `${quoted(file.name)} cannot be changed, because ${problem}; make it a regular file owned by root`,
  );
}

/** As `readIfcfg`, but undefined for a file in doubt: for those that are not to be changed. */
export function tryReadIfcfg(file: NetworkFile): IfcfgFile | undefined {
  if (file.text === undefined) return undefined;
  try {
    return parseIfcfg(file.name, file.text);
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}

/**
 * The step from what is there to `after`, or none where it is so already. `source` is a file whose keys go into it: who may
 * not read that must not read them afterwards.
 */
export function fileStep(title: string, file: NetworkFile, after: string | null, source?: NetworkFile): FileStep[] {
  const before = file.text ?? null;
  if (before === after) return [];
  const mode = source === undefined ? file.mode : narrowed(file.mode, source.mode);
  const step = { kind: 'file', title, path: file.path, before, after, mode } as const;
  return before === null || mode === file.mode ? [step] : [{ ...step, modeBefore: file.mode }];
}

/** `mode` without the bits for group and others that `source` has not. */
function narrowed(mode: number, source: number): number {
  return mode & (source | ~0o077);
}

/** A file that is to stand beside `sibling`, and to hold keys of it: it is no more open. */
export function newFile(name: string, sibling: NetworkFile): NetworkFile {
  const path = sibling.path.slice(0, sibling.path.lastIndexOf('/') + 1) + name;
  return { name, path, text: undefined, problem: undefined, mode: narrowed(0o644, sibling.mode) };
}
