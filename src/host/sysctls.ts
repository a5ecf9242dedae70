/** Kernel settings below /proc/sys, by their path with slashes: a dot may be part of an interface's name. */
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { unlessTrouble } from './absence.ts';
import { writeAll } from './write-file.ts';

/** All values in a folder, for example `net/bridge`, by name; empty if there is no folder. Throws as readSysctl. */
export async function readSysctls(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(`/proc/sys/${folder}`).catch(unlessTrouble<string[]>([]));
  const values = await Promise.all(names.map(async (name) => [name, await readSysctl(`${folder}/${name}`)] as const));
  return Object.fromEntries(values);
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

/** Whether the kernel has the module; a built-in one shows only if it has parameters (sysfs: module/). */
export async function isModuleLoaded(name: string): Promise<boolean> {
  return (await stat(`/sys/module/${name}`).catch(unlessTrouble(undefined))) !== undefined;
}
