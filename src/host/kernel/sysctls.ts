/** Kernel settings below /proc/sys, by their path with slashes: a dot may be part of an interface's name. */
import { readdirSync, statSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { orAbsent, readNow } from '../read-now.ts';
import { writeAll } from '../write-file.ts';

/**
 * All values in a folder, for example `net/bridge`, by name; empty if there is no folder. Throws as readSysctl.
 * @param leftOut names that are not in it.
 */
export function readSysctls(folder: string, leftOut: readonly string[] = []): Readonly<Record<string, string>> {
  const names = orAbsent(() => readdirSync(`/proc/sys/${folder}`), []).filter((name) => !leftOut.includes(name));
  return Object.fromEntries(names.map((name) => [name, readSysctl(`${folder}/${name}`)]));
}

/** Whether there is this setting, or folder of settings. Throws as readSysctl. */
export function hasSysctl(name: string): boolean {
  return isThere(`/proc/sys/${name}`);
}

/** Empty if there is no such setting, or it cannot be read. Throws only for trouble of the system (see isTrouble). */
export function readSysctl(name: string): string {
  return readNow(`/proc/sys/${name}`).trim();
}

/** Throws the system's error. */
export async function writeSysctl(name: string, value: string): Promise<void> {
  const handle = await open(`/proc/sys/${name}`, 'w');
  try {
    await writeAll(handle, `${value}\n`);
  } finally {
    await handle.close();
  }
}

/**
 * Copies the secret from which the kernel makes an interface's stable addresses (RFC 7217). Does nothing if there is none: the
 * kernel then refuses to read it (EIO). Throws the system's error.
 */
export async function copyStableSecret(from: string, to: string): Promise<void> {
  const secret = await readFile(`/proc/sys/net/ipv6/conf/${from}/stable_secret`, 'utf8').catch(() => '');
  if (secret.trim() !== '') await writeSysctl(`net/ipv6/conf/${to}/stable_secret`, secret.trim());
}

/** Whether the kernel has the module; a built-in one shows only if it has parameters (sysfs: module/). */
export function isModuleLoaded(name: string): boolean {
  return isThere(`/sys/module/${name}`);
}

function isThere(path: string): boolean {
  return orAbsent(() => statSync(path, { throwIfNoEntry: false }) !== undefined, false);
}
