/** Which file configures an interface (initscripts: network-functions, need_config). */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostFile } from '../../../../model/host-file.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { isInterfaceFileName, tryReadIfcfg } from './boot-files.ts';

/**
 * The file of interface `name`: `ifcfg-<name>`, or one that names its MAC in HWADDR or itself in DEVICE; undefined where
 * there is none. `mac` is the kernel's, of any case, or undefined where it isn't known. Throws Conflict where several
 * files claim the interface, or where its file gives it another name, because the next boot would not do what now is.
 */
export function findInterfaceFile(
  name: string,
  mac: string | undefined,
  files: readonly HostFile[],
): HostFile | undefined {
  const claimants = files.filter((file) => claims(file, name, mac));
  if (claimants.length > 1) {
    const names = listOf(
      claimants.map((file) => quoted(file.name)),
      { last: ', ' },
    );
    throw new AgentError('Conflict', `several files configure interface '${name}': ${names}; keep one of them`);
  }
  const [file] = claimants;
  const device = file === undefined ? undefined : claimOf(file, 'DEVICE');
  if (file === undefined || device === undefined || device === name) return file;
  throw new AgentError(
    'Conflict',
    `${quoted(file.name)} configures interface '${name}' but sets DEVICE to ${quoted(device)}; correct the file`,
  );
}

/** Whether the boot may take this file for the interface's. */
export function claims(file: HostFile, name: string, mac: string | undefined): boolean {
  if (!isInterfaceFileName(file.name)) return false;
  const device = claimOf(file, 'DEVICE');
  if (file.name === `ifcfg-${name}` || device === name) return true;
  if (mac === undefined || claimOf(file, 'HWADDR')?.toLowerCase() !== mac.toLowerCase()) return false;
  // VLANs and bridges may repeat the MAC of the interface below them.
  return !device?.includes('.') && !/^(?:bridge|vlan)$/i.test(claimOf(file, 'TYPE') ?? '');
}

/** What may be an interface's name in a file of the administrator's. */
const deviceName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/;

/** The device that an interface's file is for, by DEVICE or by its own name; undefined where that is no name. */
export function deviceOf(file: HostFile): string | undefined {
  const device = claimOf(file, 'DEVICE') ?? file.name.slice('ifcfg-'.length);
  return deviceName.test(device) ? device : undefined;
}

/** A key's value: as bash reads it, or where only a shell could read the file, as the scripts' grep finds it. */
export function claimOf(file: HostFile, key: string): string | undefined {
  const parsed = tryReadIfcfg(file);
  if (parsed !== undefined) return parsed.get(key) === '' ? undefined : parsed.get(key);
  const line = new RegExp(`^[ \\t]*${key}=['"]?([A-Za-z0-9._:-]+)['"]?(?:[ \\t\\r#]|$)`, 'm');
  return line.exec(file.text ?? '')?.[1];
}
