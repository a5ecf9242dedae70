/** Red Hat's network-scripts: where they keep their files, and how they read them. */
import type { Host } from '../../../host/host.ts';
import type { HostFile } from '../../../model/host-file.ts';
import type { NetworkScriptsConfig } from '../../../model/network-config.ts';
import { readHostFile } from '../../../host/host-file.ts';
import { scriptsFolder } from './files/boot-files.ts';
import { defaultsPath, staticRoutesPaths } from './files/network-defaults.ts';

const initScripts = ['/etc/init.d/network', '/etc/rc.d/init.d/network'];
/** systemd.unit(5), unit file load path. */
const units = ['/etc', '/usr/lib', '/lib'].map((folder) => `${folder}/systemd/system/network.service`);

/** All of it; undefined where this host has no network-scripts. Throws AgentError where the host can't be read. */
export async function readNetworkScripts(host: Host): Promise<NetworkScriptsConfig | undefined> {
  if (!(await host.files.exists(scriptsFolder))) return undefined;
  const [files, defaults, staticRoutes, delayUnit, service] = await Promise.all([
    readFiles(host),
    readHostFile(host, defaultsPath),
    Promise.all(staticRoutesPaths.map((path) => readHostFile(host, path))),
    readDelayUnit(host),
    readService(host),
  ]);
  // NetworkManager's plugin keeps a note in the folder where nothing else is (RHEL 9).
  if (service === 'absent' && files.length === 0) return undefined;
  return { files, defaults, staticRoutes: staticRoutes.filter((file) => file !== undefined), delayUnit, service };
}

/** The files that configure interfaces; the programs that lie in the same folder are left out (initscripts: network-scripts/). */
async function readFiles(host: Host): Promise<readonly HostFile[]> {
  const names = await host.files.list(scriptsFolder);
  const files = await Promise.all(
    names.filter(isConfiguration).map((name) => readHostFile(host, `${scriptsFolder}/${name}`)),
  );
  return files.filter((file) => file !== undefined);
}

function isConfiguration(name: string): boolean {
  return /^(ifcfg|route6?|rule6?|keys)-/.test(name) || name.endsWith('.route');
}

/**
 * What DELAY= means here. Since initscripts 10.00 (commit bf40c276, 2018) ifup-eth hands it to `ip link … forward_delay`,
 * whose unit is a hundredth of a second; before, `brctl setfd` took seconds, as sysconfig.txt says to this day.
 */
async function readDelayUnit(host: Host): Promise<NetworkScriptsConfig['delayUnit']> {
  const script = (await host.files.read(`${scriptsFolder}/ifup-eth`))?.text ?? '';
  return script.includes('forward_delay') ? 'centiseconds' : 'seconds';
}

/** Whether there is a network service that would read the ifcfg files at boot, and that `restart` can call. */
async function readService(host: Host): Promise<NetworkScriptsConfig['service']> {
  const found = await Promise.all([...initScripts, ...units].map((path) => host.files.exists(path)));
  if (found.includes(true)) return 'present';
  return host.systemd ? 'absent' : 'unknown';
}
