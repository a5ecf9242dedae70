/** Kernel settings below /proc/sys, by their path with slashes: a dot may be part of an interface's name. */
import { readdir, readFile } from 'node:fs/promises';

/** All values in a folder such as `net/bridge`, by name; empty where there is none. */
export async function readSysctls(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(`/proc/sys/${folder}`).catch(() => []);
  const values = await Promise.all(names.map(async (name) => [name, await readSysctl(`${folder}/${name}`)] as const));
  return Object.fromEntries(values);
}

async function readSysctl(name: string): Promise<string> {
  return (await readFile(`/proc/sys/${name}`, 'utf8').catch(() => '')).trim();
}
