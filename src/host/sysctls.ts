/** Kernel settings below /proc/sys, by their path with slashes: a dot may be part of an interface's name. */
import { readFileSync } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { unlessTrouble } from './absence.ts';
import { writeAll } from './write-file.ts';

/**
 * All values in a folder, for example `net/bridge`, by name; empty if there is no folder. Throws as readSysctl.
 * @param leftOut names that are not read.
 */
export async function readSysctls(
  folder: string,
  leftOut: readonly string[] = [],
): Promise<Readonly<Record<string, string>>> {
  const listed = await readdir(`/proc/sys/${folder}`).catch(unlessTrouble<string[]>([]));
  const names = listed.filter((name) => !leftOut.includes(name));
  return Object.fromEntries(names.map((name) => [name, readAtOnce(`${folder}/${name}`)]));
}

/**
 * As readSysctl. An interface has some hundred and fifty settings and a host hundreds of interfaces: the kernel answers each in
 * microseconds, a thread of Node's would take many times as long.
 */
function readAtOnce(name: string): string {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch (error) {
    return unlessTrouble('')(error as NodeJS.ErrnoException);
  }
}

/** Empty if there is no such setting, or it cannot be read. Throws only for trouble of the system (see isTrouble). */
export async function readSysctl(name: string): Promise<string> {
  return (await readFile(`/proc/sys/${name}`, 'utf8').catch(unlessTrouble(''))).trim();
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
export async function isModuleLoaded(name: string): Promise<boolean> {
  return (await stat(`/sys/module/${name}`).catch(unlessTrouble(undefined))) !== undefined;
}
