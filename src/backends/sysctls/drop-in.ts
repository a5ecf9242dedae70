/** A bridge's section of our drop-in. The firewall's part of the same change may write to the file too. */
import type { HostState } from '../../model/host-state.ts';
import type { DirectoryStep, FileStep, Step } from '../../model/plan.ts';
import { replaceFile } from '../../model/replace-file.ts';
import { dropInPath, replaceSection } from '../../model/sysctl-drop-in.ts';
import { readableFile } from '../firewall/filter-files.ts';

const folder = '/etc/sysctl.d';

/**
 * The steps that give the bridge these lines; none where it has them. Throws AgentError(Conflict) where the file can't be read.
 * @param earlier the steps of the same change that come first.
 */
export function changeSection(
  title: string,
  bridge: string,
  lines: readonly string[],
  earlier: readonly Step[],
  state: HostState,
): readonly (FileStep | DirectoryStep)[] {
  const found = readableFile(dropInPath, state);
  const written = earlier.filter((step) => step.kind === 'file').findLast(({ path }) => path === dropInPath);
  const text = written === undefined ? (found.text ?? null) : written.after;
  const after = replaceSection(text, bridge, lines);
  const steps = replaceFile(title, { ...found, text: text ?? undefined }, after);
  return steps.length > 0 && after !== null && !isThere(earlier, state) ? [makeFolder, ...steps] : steps;
}

const makeFolder: DirectoryStep = {
  kind: 'directory',
  title: `create the folder '${folder}'`,
  path: folder,
  action: 'make',
};

function isThere(earlier: readonly Step[], { filters }: HostState): boolean {
  const isMade = earlier.some((step) => step.kind === 'directory' && step.path === folder && step.action === 'make');
  return isMade || filters.folders.includes(folder);
}
