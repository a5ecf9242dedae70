/** Which file configures an interface (initscripts: network-functions, need_config). */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostFile } from '../../../../model/host-file.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { isTrue } from '../../ifcfg/switches.ts';
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
  const claimants = claimantsOf(name, mac, files);
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

/** The files that the boot may take for the interface's; a clone only where it would be the only one. */
export function claimantsOf(name: string, mac: string | undefined, files: readonly HostFile[]): readonly HostFile[] {
  const all = files.filter((file) => claims(file, name, mac));
  const originals = all.filter((file) => !all.some((other) => isClone(file, other.name.slice('ifcfg-'.length), name)));
  return originals.length === 0 ? all : originals;
}

/**
 * Whether the file is a clone of `ifcfg-OWNER`, which is for `device`: the same device with other settings, for users to start
 * by hand (initscripts: sysconfig.txt). RHEL 5 reads the original before it, so that it may lack DEVICE.
 */
export function isClone(file: HostFile, owner: string, device: string): boolean {
  if (!file.name.startsWith(`ifcfg-${owner}-`) || !isInterfaceFileName(file.name)) return false;
  return [undefined, device].includes(claimOf(file, 'DEVICE')) && claimOf(file, 'ONBOOT')?.toLowerCase() === 'no';
}

/** Whether the boot may take this file for the interface's. */
export function claims(file: HostFile, name: string, mac: string | undefined): boolean {
  if (!isInterfaceFileName(file.name)) return false;
  const device = claimOf(file, 'DEVICE');
  if (file.name === `ifcfg-${name}` || device === name) return true;
  if (mac === undefined || claimOf(file, 'HWADDR')?.toLowerCase() !== mac.toLowerCase()) return false;
  return !isVirtual(file, device);
}

/** VLANs, bridges and bonds may repeat the MAC of the interface below them. */
function isVirtual(file: HostFile, device: string | undefined): boolean {
  if (
    device?.includes('.') === true ||
    /^(?:bridge|vlan|bond|bonding|team|tap|veth)$/i.test(claimOf(file, 'TYPE') ?? '')
  )
    return true;
  return isTrue(claimOf(file, 'VLAN')) || ['PHYSDEV', 'BONDING_OPTS'].some((key) => claimOf(file, key) !== undefined);
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
