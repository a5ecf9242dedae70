/** NetworkManager's profiles in ifcfg files, and what its next start makes of them. */
import type { Host } from '../../../host/host.ts';
import type { NetworkManagerConfig } from '../../../model/network-config.ts';
import type { Answer, LoadedProfile } from './daemon/answers.ts';
import { switchIn } from './configuration/section-value.ts';
import { ifcfgFolder, isIfcfgName, madeUp, originOf } from './profiles/folders.ts';
import { linesOf } from './keyfile/lines.ts';
import { listOfValue } from './keyfile/values.ts';

/** Paths of the files that its next start would load too. @param loaded the profiles that it has. */
export async function ifcfgPaths(host: Host, loaded: Answer['loaded']): Promise<readonly string[]> {
  if (!loaded.some((one) => hasIfcfg(one) || isChanged(one))) return [];
  return (await host.files.list(ifcfgFolder)).filter(isIfcfgName).map((name) => `${ifcfgFolder}/${name}`);
}

/**
 * What its next start makes of ifcfg files; undefined where it has none, or does not say. Never throws.
 * @param printed its configuration, see readConfiguration.
 */
export async function readIfcfgFate(
  host: Host,
  loaded: Answer['loaded'],
  printed: string | undefined,
): Promise<NetworkManagerConfig['ifcfg']> {
  const isConcerned = loaded.some(hasIfcfg) || (await ifcfgPaths(host, loaded).catch(() => [])).length > 0;
  return isConcerned && printed !== undefined ? ifcfgFate(printed) : undefined;
}

function hasIfcfg({ filename }: LoadedProfile): boolean {
  return filename.startsWith(`${ifcfgFolder}/`);
}

/** Changed in memory alone: the file behind it is not told, and may be an ifcfg file (nmcli(1): modify --temporary). */
function isChanged({ filename, flags }: LoadedProfile): boolean {
  return originOf(filename, flags) === 'memory' && (flags & madeUp) === 0;
}

/**
 * What `NetworkManager --print-config` says: defaults stand there as comments, `# plugins=ifcfg-rh` (NetworkManager:
 * nm-config-data.c, nm_config_data_log).
 */
export function ifcfgFate(printed: string): NetworkManagerConfig['ifcfg'] {
  const plugins = listOfValue((valueIn('plugins', printed) ?? '').replaceAll(',', ';'));
  if (plugins.length > 0 && !plugins.includes('ifcfg-rh')) return 'ignored';
  return switchIn(valueIn('migrate-ifcfg-rh', printed)) === true ? 'migrated' : 'read';
}

/** Of the section `main`. */
function valueIn(key: string, printed: string): string | undefined {
  const values = linesOf(printed).flatMap((line) => {
    if (line.group !== 'main') return [];
    if (line.kind === 'entry') return line.key === key ? [line.value] : [];
    const [, name, value = ''] = /^\s*#\s*([\w.-]+)\s*=\s*(.*)$/.exec(line.text.trimEnd()) ?? [];
    return name === key ? [value] : [];
  });
  return values.at(-1)?.trim();
}
