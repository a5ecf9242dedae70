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
