/** Red Hat's network-scripts: where they keep their files, and how they read them. */
import type { Host } from '../../../host/host.ts';
import type { HostFile } from '../../../model/host-file.ts';
import type { HostState } from '../../../model/host-state.ts';
import { readHostFile } from '../../../host/host-file.ts';
import { scriptsFolder } from './boot-files.ts';

const defaultsFile = '/etc/sysconfig/network';

/** The files that configure interfaces; the programs that lie in the same folder are left out (initscripts: network-scripts/). */
export async function readNetworkFiles(host: Host): Promise<readonly HostFile[]> {
  const names = await host.files.list(scriptsFolder);
  const files = await Promise.all(
    names.filter(isConfiguration).map((name) => readHostFile(host, `${scriptsFolder}/${name}`)),
  );
  return files.filter((file) => file !== undefined);
}

function isConfiguration(name: string): boolean {
  return /^(ifcfg|route6?|rule6?|keys)-/.test(name) || name.endsWith('.route');
}

/** The text of /etc/sysconfig/network (GATEWAYDEV, NETWORKING …), or undefined. */
export async function readNetworkDefaults(host: Host): Promise<string | undefined> {
  return (await host.files.read(defaultsFile))?.text;
}

/**
 * What DELAY= means here. Since initscripts 10.00 (commit bf40c276, 2018) ifup-eth hands it to `ip link … forward_delay`,
 * whose unit is a hundredth of a second; before, `brctl setfd` took seconds, as sysconfig.txt says to this day.
 */
export async function readDelayUnit(host: Host): Promise<HostState['delayUnit']> {
  const script = (await host.files.read(`${scriptsFolder}/ifup-eth`))?.text ?? '';
  return script.includes('forward_delay') ? 'centiseconds' : 'seconds';
}

const initScripts = ['/etc/init.d/network', '/etc/rc.d/init.d/network'];
/** systemd.unit(5), unit file load path. */
const units = ['/etc', '/usr/lib', '/lib'].map((folder) => `${folder}/systemd/system/network.service`);

/** Whether there is a network service that would read the ifcfg files at boot, and that `restart` can call. */
export async function readNetworkService(host: Host): Promise<HostState['networkService']> {
  const found = await Promise.all([...initScripts, ...units].map((path) => host.files.exists(path)));
  if (found.includes(true)) return 'present';
  return host.systemd ? 'absent' : 'unknown';
}

/** Whether this host is configured by network-scripts at all. */
export async function hasNetworkScripts(host: Host): Promise<boolean> {
  return host.files.exists(scriptsFolder);
}
