/** What NetworkManager says of its devices and profiles, and what its profiles' files say. */
import { mayRun } from '../../../host/daemon-trace.ts';
import { readHostFile } from '../../../host/host-file.ts';
import type { Host } from '../../../host/host.ts';
import type { NetworkManagerConfig, NetworkManagerProfile } from '../../../model/network-config.ts';
import { parseAnswer, type Answer } from './daemon/answers.ts';
import { isIgnored, originOf, profileFolder, vendorFolder } from './profiles/folders.ts';
import { isKeptOff } from './ifcfg-rh/reading/values.ts';
import { profileOf } from './profiles/profile.ts';
import { readConfiguration } from './configuration/read-configuration.ts';
import { ifcfgPaths, readIfcfgFate } from './read-ifcfg.ts';
import { readUnit } from './daemon/read-unit.ts';

/** Files of profiles that are read; a host has a handful. */
const mostProfiles = 512;
/** Milliseconds; it answers in a few, on a busy machine in seconds, and a plan must not wait long for one that hangs. */
const patience = 20_000;

const question = [
  // A NetworkManager that was stopped stays so (busctl(1)).
  '--auto-start=no',
  'call',
  'org.freedesktop.NetworkManager',
  '/org/freedesktop',
  'org.freedesktop.DBus.ObjectManager',
  'GetManagedObjects',
];

/** All of it; undefined where this host has no NetworkManager. Throws AgentError where the host can't be read. */
export async function readNetworkManagerConfig(host: Host): Promise<NetworkManagerConfig | undefined> {
  const [installed, answer] = await Promise.all([host.files.exists('/etc/NetworkManager'), ask(host)]);
  if (!installed && answer === undefined) return undefined;
  const loaded = answer?.loaded ?? [];
  const [profiles, unit, configuration] = await Promise.all([
    readProfiles(host, loaded),
    answer && readUnit(host),
    answer && readConfiguration(host),
  ]);
  return {
    version: answer?.version,
    devices: answer?.devices ?? {},
    active: answer?.active ?? [],
    profiles,
    ifcfg: await readIfcfgFate(host, loaded, configuration),
    unit,
    configuration,
  };
}

/** Never throws: undefined where it does not run, or does not answer. */
async function ask(host: Host): Promise<Answer | undefined> {
  const client = host.live ? await host.commands.find('busctl') : undefined;
  // It makes this folder before it takes its name on the bus (NetworkManager: main.c, nm_main_utils_ensure_rundir).
  if (client === undefined || !(await mayRun(client, ['NetworkManager']))) return undefined;
  const result = await host.commands.run('busctl', question, { timeout: patience }).catch(() => undefined);
  return result?.exitCode === 0 ? parseAnswer(result.stdout) : undefined;
}

/** Those that are loaded, and those that the next start will load. */
async function readProfiles(host: Host, loaded: Answer['loaded']): Promise<readonly NetworkManagerProfile[]> {
  const flags = new Map(loaded.map((one) => [one.filename, one.flags]));
  const found = await Promise.all(
    [profileFolder, vendorFolder].map(async (folder) =>
      (await host.files.list(folder)).filter((name) => !isIgnored(name)).map((name) => `${folder}/${name}`),
    ),
  );
  const ifcfg = await ifcfgPaths(host, loaded);
  const paths = [...new Set([...flags.keys(), ...found.flat(), ...ifcfg])]
    .filter((path) => path !== '')
    .slice(0, mostProfiles);
  const profiles = await Promise.all(
    paths.map(async (path) => {
      const file = await readHostFile(host, path);
      const isNone = ifcfg.includes(path) && isKeptOff(file?.text ?? '');
      return isNone ? undefined : file && profileOf(file, originOf(path, flags.get(path) ?? 0));
    }),
  );
  return profiles.filter((profile) => profile !== undefined);
}
