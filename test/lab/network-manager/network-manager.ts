/** The real NetworkManager on the laboratory's host, told to start and stop by `service NetworkManager`. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expectSuccess } from '../command.ts';
import { eventually } from '../eventually.ts';
import type { Laboratory } from '../laboratory.ts';
import { withApt } from '../packages.ts';

const initScript = fileURLToPath(new URL('init.sh', import.meta.url));
const installScript = fileURLToPath(new URL('install.sh', import.meta.url));

/** It creates a profile for eth0 by itself; on eth1 it would wait for DHCP. */
const watching = `[main]
plugins=keyfile
dns=none
no-auto-default=interface-name:eth1
`;

/** A line of `nmcli device`. */
export interface Device {
  /** `connected`, `connected (externally)`, `unmanaged` … */
  readonly state: string;
  /** The profile that is active on it. */
  readonly connection: string;
}

/** Installs it on the host, stopped and not started at boot. @param settings its NetworkManager.conf. */
export async function installNetworkManager(lab: Laboratory, settings = watching): Promise<void> {
  await withApt(() => execa('unshare', ['--mount', 'sh', installScript]));
  await lab.writeFile('/etc/NetworkManager/NetworkManager.conf', settings);
  await lab.writeFile('/etc/NetworkManager/conf.d/10-laboratory.conf', '# of the administrator\n');
  await lab.writeFile('/etc/init.d/NetworkManager', `#!/bin/sh\nexec bash '${initScript}' '${lab.root}' "$@"\n`, 0o755);
}

/** Starts it now and at boot; returns when it knows every device. */
export async function startNetworkManager(lab: Laboratory): Promise<void> {
  await lab.hostOk(['chkconfig', 'NetworkManager', 'on']);
  await lab.hostOk(['service', 'NetworkManager', 'start']);
  await settled(lab);
}

export async function restartNetworkManager(lab: Laboratory): Promise<void> {
  await lab.hostOk(['service', 'NetworkManager', 'restart']);
  await settled(lab);
}

export async function isRunning(lab: Laboratory): Promise<boolean> {
  return (await lab.host(['service', 'NetworkManager', 'status'])).exitCode === 0;
}

export async function device(lab: Laboratory, name: string): Promise<Device | undefined> {
  const { stdout } = await lab.hostOk(['nmcli', '-t', '-f', 'DEVICE,STATE,CONNECTION', 'device']);
  const row = stdout.split('\n').find((line) => line.startsWith(`${name}:`));
  const [, state = '', connection = ''] = row?.split(':') ?? [];
  return row === undefined ? undefined : { state, connection };
}

/** Activates a NetworkManager profile on eth0 with the host's present addresses. */
export async function activateProfile(lab: Laboratory): Promise<void> {
  const ipv4 = 'ipv4.method manual ipv4.addresses 192.0.2.10/24 ipv4.gateway 192.0.2.1';
  const ipv6 = 'ipv6.method manual ipv6.addresses 2001:db8:1::10/64 ipv6.gateway 2001:db8:1::1';
  const add = `con add type ethernet ifname eth0 con-name uplink ${ipv4} ${ipv6}`;
  const outcome = await lab.host(['nmcli', ...add.split(' ')]);
  expectSuccess(['nmcli', 'con', 'add'], outcome);
  await lab.hostOk(['nmcli', '--wait', '120', 'con', 'up', 'uplink']);
  const isSettled = async () => (await lab.hostOk(['ip', '-6', 'addr', 'show', 'tentative'])).stdout === '';
  await eventually('duplicate address detection is over', isSettled);
}

async function settled(lab: Laboratory): Promise<void> {
  const started = async () => (await lab.host(['nmcli', '-t', '-f', 'STARTUP', 'general'])).stdout.trim() === 'started';
  await eventually('NetworkManager has started', started);
}
