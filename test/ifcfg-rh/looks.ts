/** What the tests of NetworkManager's plugin for ifcfg files look at. */
import type { Laboratory } from '../lab/laboratory.ts';
import { expectNoSilence, hostAddresses } from '../lab/agent-host/lan.ts';
import { globalAddresses, linkOf } from '../lab/agent-host/kernel.ts';

export type Settings = Readonly<Record<string, string>>;

/** The UUID of the profile that is active on the device. */
export async function activeOn(lab: Laboratory, device: string): Promise<string> {
  return (await lab.hostOk(['nmcli', '-g', 'GENERAL.CON-UUID', 'device', 'show', device])).stdout.trim();
}

/** All that NetworkManager has read of a profile: `ipv4.dns` and its value. */
export async function settingsOf(lab: Laboratory, uuid: string): Promise<Settings> {
  const { stdout } = await lab.hostOk(['nmcli', '-t', '-f', 'all', 'connection', 'show', 'uuid', uuid]);
  return Object.fromEntries(
    stdout.split('\n').flatMap((line) => {
      const [, name = '', value = ''] = /^([a-z0-9-]+\.[a-z0-9-]+):(.*)$/.exec(line) ?? [];
      return name === '' ? [] : [[name, value] as const];
    }),
  );
}

const manager = 'org.freedesktop.NetworkManager';

/** A method of the profile: by busctl(1), because nmcli(1) writes nothing for a NetworkManager that is older than itself. */
async function callProfile(lab: Laboratory, uuid: string, words: string): Promise<void> {
  const settings = [manager, '/org/freedesktop/NetworkManager/Settings', `${manager}.Settings`];
  const { stdout } = await lab.hostOk(['busctl', 'call', ...settings, 'GetConnectionByUuid', 's', uuid]);
  const path = /"(.*)"/.exec(stdout)?.[1] ?? '';
  await lab.hostOk(['busctl', 'call', manager, path, `${manager}.Settings.Connection`, ...words.split(' ')]);
}

/** eth0's profile gets the laboratory's IPv4 address and this search domain, and no file is told. */
export async function changeInMemory(lab: Laboratory, uuid: string, domain: string): Promise<void> {
  const connection = `connection 4 id s eth0 uuid s ${uuid} type s 802-3-ethernet interface-name s eth0`;
  const address = 'address-data aa{sv} 1 2 address s 192.0.2.10 prefix u 24';
  const ipv4 = `ipv4 4 method s manual ${address} gateway s 192.0.2.1 dns-search as 1 ${domain}`;
  const ipv6 = 'ipv6 2 method s manual address-data aa{sv} 1 2 address s 2001:db8:1::10 prefix u 64';
  await callProfile(lab, uuid, `UpdateUnsaved a{sa{sv}} 4 ${connection} 802-3-ethernet 0 ${ipv4} ${ipv6}`);
}

/** The file gets what is in memory. */
export async function save(lab: Laboratory, uuid: string): Promise<void> {
  await callProfile(lab, uuid, 'Save');
}

/** Names of settings with other values, or that one of the two lacks. */
export function difference(one: Settings, other: Settings): readonly string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.filter((name) => one[name] !== other[name]).toSorted();
}

const going =
  /^(?:(?:ipv4|ipv6|proxy|hostname)\.|connection\.(?:zone|stable-id|metered|mdns|llmnr|dns-over-tls|secondaries)$)/;
/** What says that it is a port, and when it was last active. */
const portly = /^(?:bridge-port\.|connection\.(?:master|slave-type|timestamp)$)/;

/** Those that go with a host's addresses. */
export function addressing(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => going.test(name)));
}

/** Those that stay with a card that becomes a port. */
export function staying(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !going.test(name) && !portly.test(name)));
}

/** Without link-local and temporary ones, as `192.0.2.10/24`; returns when it has what routers advertise, if it takes that. */
export async function lastingAddresses(lab: Laboratory, device: string): Promise<readonly string[]> {
  await lab.advertisements.taken();
  const link = await linkOf(lab, device);
  const lasting = link.addr_info.filter((one) => !('temporary' in one));
  return globalAddresses({ ...link, addr_info: lasting });
}

/** Runs it while the second machine pings what addresses of its own the host has. */
export async function withoutSilence(lab: Laboratory, device: string, change: () => Promise<unknown>): Promise<void> {
  const has = globalAddresses(await linkOf(lab, device)).map((address) => address.replace(/\/.*/, ''));
  const pings = await Promise.all(hostAddresses.filter((one) => has.includes(one)).map((one) => lab.ping(one)));
  await change();
  expectNoSilence(await Promise.all(pings.map((ping) => ping.stop())));
}
