/** Reads what cloud-init is told; costs a look at one folder where there is none. */
import type { Host } from '../../host/host.ts';
import { readHostFile } from '../../host/host-file.ts';
import type { CloudInit } from '../../model/cloud-init.ts';
import { cloudFolder, dropInFolder } from './cloud-init.ts';

/** More than a host has, and few enough to read. */
const mostFiles = 64;

/** Undefined where it is not installed. Throws only for trouble of the system. */
export async function readCloudInit(host: Host): Promise<CloudInit | undefined> {
  const { files } = host;
  if (!(await files.exists(cloudFolder))) return undefined;
  const words = ((await files.read('/proc/cmdline'))?.text ?? '').split(/\s+/);
  const [names, hasFolder, marked, unused, upgraded] = await Promise.all([
    files.list(dropInFolder),
    files.exists(dropInFolder),
    files.exists(`${cloudFolder}/cloud-init.disabled`),
    files.exists('/run/cloud-init/disabled'),
    files.exists('/var/lib/cloud/data/upgraded-network'),
  ]);
  // cloud-init: util.read_conf_d reads the names in reverse order, and the first that has a key wins.
  const dropIns = names.filter((name) => name.endsWith('.cfg')).sort();
  const paths = [
    ...dropIns
      .toReversed()
      .slice(0, mostFiles)
      .map((name) => `${dropInFolder}/${name}`),
    `${cloudFolder}/cloud.cfg`,
  ];
  const read = await Promise.all(paths.map((path) => readHostFile(host, path)));
  return {
    // cloud-init: systemd/cloud-init-generator, where the command line comes before the file.
    enabled: words.includes('cloud-init=enabled') || !(marked || unused || words.includes('cloud-init=disabled')),
    // cloud-init: stages.py, _find_networking_config; net/cmdline.py.
    networkOff: upgraded || words.includes('network-config=disabled'),
    files: read.filter((file) => file !== undefined),
    hasFolder,
  };
}
