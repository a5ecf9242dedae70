/** NetworkManager's profiles in ifcfg files, and what its next start makes of them. */
import type { Host } from '../../../host/host.ts';
import type { NetworkManagerConfig } from '../../../model/network-config.ts';
import { ifcfgFolder, isIfcfgName } from './folders.ts';
import { linesOf } from './keyfile/lines.ts';
import { listOfValue } from './keyfile/values.ts';

/** Milliseconds; it prints its configuration at once. */
const patience = 20_000;

/** Paths of the files that its next start would load too. @param loaded the files of the profiles that it has. */
export async function ifcfgPaths(host: Host, loaded: readonly string[]): Promise<readonly string[]> {
  if (!hasIfcfg(loaded)) return [];
  return (await host.files.list(ifcfgFolder)).filter(isIfcfgName).map((name) => `${ifcfgFolder}/${name}`);
}

/** Never throws. Its configuration is asked for where it has a profile in an ifcfg file. */
export async function readIfcfgFate(host: Host, loaded: readonly string[]): Promise<NetworkManagerConfig['ifcfg']> {
  if (!hasIfcfg(loaded)) return undefined;
  const options = { timeout: patience };
  const result = await host.commands.run('NetworkManager', ['--print-config'], options).catch(() => undefined);
  return result?.exitCode === 0 ? ifcfgFate(result.stdout) : undefined;
}

function hasIfcfg(loaded: readonly string[]): boolean {
  return loaded.some((path) => path.startsWith(`${ifcfgFolder}/`));
}

/**
 * What `NetworkManager --print-config` says: defaults stand there as comments, `# plugins=ifcfg-rh` (NetworkManager:
 * nm-config-data.c, nm_config_data_log).
 */
export function ifcfgFate(printed: string): NetworkManagerConfig['ifcfg'] {
  const plugins = listOfValue((valueIn('plugins', printed) ?? '').replaceAll(',', ';'));
  if (plugins.length > 0 && !plugins.includes('ifcfg-rh')) return 'ignored';
  return /^(?:yes|true|on|1)$/i.test(valueIn('migrate-ifcfg-rh', printed) ?? '') ? 'migrated' : 'read';
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
