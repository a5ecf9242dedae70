/** Plans for bridged frames to bypass the firewall, now and whenever br_netfilter is loaded. */
import { callKeys, sharedText, foldersOfFiles, ruleFilePath, ruleFileText } from './kept-files.ts';
import type { TrafficState } from '../../model/traffic-state.ts';
import type { BridgeSettingStep, DirectoryStep, Step, SysctlStep } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { keptStepsOf, originalOf, originalText } from '../../model/originals.ts';
import { dropInPath, replaceShared, sharedPart } from '../../model/sysctl-drop-in.ts';
import { replaceFile } from '../../model/replace-file.ts';
import { filterFile, readableFile } from './filter-files.ts';

/**
 * @param live whether to change the running kernel too. @param why the end of the titles. @param bridge the bridge whose own
 * settings change as well.
 */
export function planBypass(why: string, live: boolean, bridge: string, state: TrafficState): readonly Step[] {
  return [...files(why, state), ...(live ? [...settings(why, state), ...bridgeSettings(bridge, state)] : [])];
}

function files(why: string, state: TrafficState): readonly Step[] {
  const end = why === '' ? '' : `; ${why}`;
  const found = readableFile(dropInPath, state);
  const after = replaceShared(found.text ?? null, sharedText);
  const dropIn = replaceFile(`keep bridged frames out of the firewall at boot${end}`, found, after);
  const title = 'keep bridged frames out of the firewall when br_netfilter is loaded later';
  // Without udev, modules are loaded at boot or not at all, and the drop-in is enough.
  const rule = state.filters.udev ? replaceFile(title, readableFile(ruleFilePath, state), ruleFileText) : [];
  const paths = [...dropIn, ...rule].map(({ path }) => path);
  const missing = foldersOfFiles.filter(
    (folder) => !state.filters.folders.includes(folder) && paths.some((path) => path.startsWith(`${folder}/`)),
  );
  return [...missing.map((path) => directoryStep('make', path)), ...dropIn, ...rule];
}

function settings(why: string, state: TrafficState): readonly SysctlStep[] {
  const end = why === '' ? '' : `; ${why}`;
  return callKeys.flatMap((key) => {
    const before = state.bridgeNetfilter[key];
    return before === undefined || before === '0' ? [] : [sysctlStep(key, before, '0', end)];
  });
}

/** A bridge's own nf_call_… setting sends its frames to iptables even if the sysctl is 0 (kernel: br_netfilter_hooks.c, `||`). */
function bridgeSettings(bridge: string, state: TrafficState): readonly BridgeSettingStep[] {
  const own = state.links.find(({ name }) => name === bridge)?.bridge?.callsFirewall ?? [];
  return own.map((setting) => ({
    kind: 'bridge-setting',
    title: `keep the frames of '${bridge}' out of the firewall`,
    bridge,
    setting,
    before: '1',
    after: '0',
  }));
}

/**
 * Restores files and settings to what they were before the first of our changes. The drop-in keeps its sections for bridges.
 * @param leaving a bridge whose section goes too.
 */
export function planUndoBypass(
  live: boolean,
  state: TrafficState,
  history: readonly Transaction[],
  leaving?: string,
): readonly Step[] {
  const restored = [dropInPath, ruleFilePath].flatMap((path) => {
    const original = originalText(path, filterFile(path, state).text ?? null, history);
    if (original === undefined) return [];
    const file = readableFile(path, state);
    const kept =
      path === dropInPath ? replaceShared(file.text ?? null, sharedPart(original.value), leaving) : undefined;
    return replaceFile(`restore '${path}'`, file, kept === undefined ? original.value : kept);
  });
  return [...restored, ...emptyFolders(state, history), ...(live ? originalSettings(state, history) : [])];
}

/** Removes the folders that we created, innermost first; a folder with other files in it stays. */
function emptyFolders(state: TrafficState, history: readonly Transaction[]): readonly DirectoryStep[] {
  const steps = keptStepsOf('directory', history);
  return foldersOfFiles
    .filter((folder) => state.filters.folders.includes(folder))
    .filter((folder) => steps.find(({ path }) => path === folder)?.action === 'make')
    .map((folder) => directoryStep('remove', folder))
    .toReversed();
}

function originalSettings(state: TrafficState, history: readonly Transaction[]): readonly SysctlStep[] {
  const steps = keptStepsOf('sysctl', history);
  return callKeys.flatMap((key) => {
    const now = state.bridgeNetfilter[key];
    if (now === undefined) return [];
    const changes = steps.filter((step) => step.key === keyPath(key));
    const original = originalOf(now, changes)?.value;
    return original === undefined || original === now ? [] : [sysctlStep(key, now, original, '')];
  });
}

function keyPath(key: string): string {
  return `net/bridge/${key}`;
}

function sysctlStep(key: string, before: string, after: string, end: string): SysctlStep {
  const program = key.slice('bridge-nf-call-'.length);
  const title =
    after === '0' ? `keep bridged frames out of ${program}` : `send bridged frames through ${program} again, as before`;
  return { kind: 'sysctl', title: `${title}${end}`, key: keyPath(key), before, after };
}

function directoryStep(action: 'make' | 'remove', path: string): DirectoryStep {
  const title = action === 'make' ? `create the folder '${path}'` : `remove the folder '${path}', if it is empty`;
  return { kind: 'directory', title, path, action };
}
