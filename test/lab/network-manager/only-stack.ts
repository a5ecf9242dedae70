/** A host whose only network stack is NetworkManager, with profiles in keyfiles. */
import { eventually } from '../eventually.ts';
import type { Laboratory } from '../laboratory.ts';
import { device, installNetworkManager } from './network-manager.ts';

export const profilesFolder = '/etc/NetworkManager/system-connections';

const settings = `[main]
plugins=keyfile
no-auto-default=interface-name:eth1
[connectivity]
enabled=false
`;

/** The profile's in every laboratory. */
export const uplinkUuid = '3c3d0c8e-9b1c-4f0e-8a53-5c0f6f0a7e10';

const head = `[connection]
id=uplink
uuid=${uplinkUuid}
type=ethernet
interface-name=eth0

[ethernet]

`;

/** The laboratory's usual addresses. */
export const staticProfile = `${head}[ipv4]
address1=192.0.2.10/24,192.0.2.1
dns=192.0.2.1;
dns-search=lab.example;
method=manual

[ipv6]
address1=2001:db8:1::10/64,2001:db8:1::1
method=manual
`;

/**
 * IPv4 by the internal DHCP client, IPv6 by the router's advertisements beside a static address. What is made of them hides the
 * card's address, and depends on its name (nm-settings-nmcli(5): stable-privacy).
 */
export const dhcpProfile = staticProfile
  .replace(/address1=192.*\ndns=.*\ndns-search=.*\nmethod=manual/, 'method=auto')
  .replace('[ipv6]\n', '[ipv6]\naddr-gen-mode=stable-privacy\n')
  .replace(/method=manual\n$/, 'method=auto\n');

/** Returns when it has an address by the router's advertisements, which NetworkManager takes itself. */
export async function hasAdvertised(lab: Laboratory, name: string): Promise<void> {
  const words = ['ip', '-6', 'addr', 'show', 'dev', name, 'scope', 'global', 'dynamic', '-tentative'];
  await eventually('an advertised address', async () => (await lab.hostOk(words)).stdout !== '');
}

/**
 * Removes what else configures the host, and boots it: NetworkManager brings eth0 up. Returns when it is done with that.
 * @param profiles file names, and their text.
 */
export async function becomeNetworkManagerHost(
  lab: Laboratory,
  profiles: Readonly<Record<string, string>> = { 'uplink.nmconnection': staticProfile },
): Promise<void> {
  await installNetworkManager(lab, settings);
  for (const path of ['/etc/sysconfig', '/etc/init.d/network', '/etc/rc.d']) await lab.removeFile(path);
  await lab.hostOk(['chkconfig', 'NetworkManager', 'on']);
  for (const [name, text] of Object.entries(profiles)) await lab.writeFile(`${profilesFolder}/${name}`, text, 0o600);
  await lab.reboot();
  await isConnected(lab, 'eth0');
}

/** Returns when NetworkManager has activated a profile of its own on the device, and the kernel has settled. */
export async function isConnected(lab: Laboratory, name: string): Promise<void> {
  await eventually(`'${name}' is connected`, async () => (await device(lab, name))?.state === 'connected');
  const isSettled = async () => (await lab.hostOk(['ip', '-6', 'addr', 'show', 'tentative'])).stdout === '';
  await eventually('duplicate address detection is over', isSettled);
}

/** What dispatcher scripts are told, as `br0 up`, from now on (NetworkManager-dispatcher(8)). */
export async function recordDispatcher(lab: Laboratory): Promise<() => Promise<readonly string[]>> {
  const [folder, log] = ['/etc/NetworkManager', '/run/dispatcher.log'];
  await lab.writeFile(log, '');
  await lab.writeFile(`${folder}/dispatcher.d/50-record`, `#!/bin/sh\necho "$1 $2" >>${lab.path(log)}\n`, 0o755);
  const start = `mount --bind ${lab.path(folder)} ${folder}; exec /usr/lib/NetworkManager/nm-dispatcher --persist`;
  await lab.spawn('host', ['unshare', '--mount', '--propagation', 'private', 'bash', '-ec', start]);
  return async () => (await lab.readFile(log)).trim().split('\n');
}
