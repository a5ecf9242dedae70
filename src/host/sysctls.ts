/** Kernel settings below /proc/sys, by their path with slashes: a dot may be part of an interface's name. */
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { unlessTrouble } from './absence.ts';
import { writeAll } from './write-file.ts';

/** All values in a folder such as `net/bridge`, by name; empty where there is none. `leftOut` are not read. Throws the system's error. */
export async function readSysctls(
  folder: string,
  leftOut: readonly string[] = [],
): Promise<Readonly<Record<string, string>>> {
  const listed = await readdir(`/proc/sys/${folder}`).catch(unlessTrouble<string[]>([]));
  const names = listed.filter((name) => !leftOut.includes(name));
  const values = await Promise.all(names.map(async (name) => [name, await readSysctl(`${folder}/${name}`)] as const));
  return Object.fromEntries(values);
}

/** Empty where there is none. Throws the system's error where it cannot be read. */
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
 * Gives one interface the secret from which another's stable addresses are made (RFC 7217), if it has one: without one, the
 * kernel lets nobody read it (EIO).
 */
export async function copyStableSecret(from: string, to: string): Promise<void> {
  const secret = await readFile(`/proc/sys/net/ipv6/conf/${from}/stable_secret`, 'utf8').catch(() => '');
  if (secret.trim() !== '') await writeSysctl(`net/ipv6/conf/${to}/stable_secret`, secret.trim());
}

/** Whether the kernel has loaded the module; one that is built in tells only if it has parameters (sysfs: module/). */
export async function isModuleLoaded(name: string): Promise<boolean> {
  return (await stat(`/sys/module/${name}`).catch(unlessTrouble(undefined))) !== undefined;
}
