/** Real daemons that are bound to the host's interface: Debian's, unpacked and never installed. */
import { join } from 'node:path';
import { eventually } from '../eventually.ts';
import { keptFolder } from '../kept-folder.ts';
import type { Laboratory } from '../laboratory.ts';
import { unpackPackages } from '../packages.ts';
import type { ServiceProcess } from '../service-process.ts';

/** Five megabytes: keepalived, wpa_supplicant, and libraries that the machine may lack. */
const packages = [
  ...['keepalived', 'wpasupplicant', 'libnl-3-200', 'libnl-genl-3-200', 'libnl-route-3-200'],
  ...['libsnmp40', 'libpci3', 'libwrap0', 'libsensors5', 'libpcsclite1'],
];

/** An address that keepalived gives the host's interface while it is the master. */
export const virtualAddress = '192.0.2.100';
export const keepalivedFile = '/etc/keepalived/keepalived.conf';

const keepalivedText = `global_defs {
  router_id laboratory
}
vrrp_instance LAN {
  interface eth0
  virtual_router_id 51
  priority 100
  advert_int 1
  virtual_ipaddress {
    ${virtualAddress}
  }
}
`;

/** Returns when it has put its address on eth0. */
export async function startKeepalived(lab: Laboratory): Promise<ServiceProcess> {
  await lab.writeFile(keepalivedFile, keepalivedText, 0o600);
  const [pid, vrrp] = [lab.path('/keepalived.pid'), lab.path('/vrrp.pid')];
  const words = ['usr/sbin/keepalived', '-n', '-l', '-P', '-f', lab.path(keepalivedFile), '-p', pid, '-r', vrrp];
  const daemon = await start(lab, words);
  await eventually('keepalived is the master', async () =>
    (await lab.hostOk(['ip', 'addr', 'show', 'eth0'])).stdout.includes(` ${virtualAddress}/32 `),
  );
  return daemon;
}

/** 802.1X on a wired network; returns when it listens on eth0. */
export async function startSupplicant(lab: Laboratory): Promise<ServiceProcess> {
  const file = '/etc/wpa_supplicant/wpa_supplicant-wired-eth0.conf';
  const text = 'ap_scan=0\nnetwork={\n key_mgmt=IEEE8021X\n eap=MD5\n identity="host"\n password="x"\n}\n';
  await lab.writeFile(file, text, 0o600);
  const daemon = await start(lab, ['sbin/wpa_supplicant', '-D', 'wired', '-i', 'eth0', '-c', lab.path(file)]);
  await eventually('wpa_supplicant listens', async () =>
    (await lab.hostOk(['cat', '/proc/net/packet'])).stdout.includes(' 888e '),
  );
  return daemon;
}

async function start(lab: Laboratory, [program = '', ...words]: readonly string[]): Promise<ServiceProcess> {
  const folder = await keptFolder('daemons', packages, unpackPackages(packages));
  const libraries = ['usr/lib', 'lib'].flatMap((path) => {
    return [join(folder, path, `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`)];
  });
  return lab.spawn('host', [join(folder, program), ...words], { LD_LIBRARY_PATH: libraries.join(':') });
}
