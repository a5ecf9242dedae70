/** A guest on the bridge, and the LAN that it wants to talk to. */
import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import type { Bench } from '../../lab/agent-host/agent-host.ts';

const place = '/run/lab/guest';
/** The second machine of the LAN. */
const machine = ['192.0.2.20', '2001:db8:1::20'] as const;

/** Makes the guest: a network namespace whose card is a port of `bridge`. */
export async function addGuest(bench: Bench, bridge = 'br0'): Promise<void> {
  await bench.lab.hostOk(['sh', '-ec', `: >${place}; unshare --net=${place} true`]);
  const lines = `link add vnet0 type veth peer name eth0 netns ${place}\nlink set vnet0 up master ${bridge}\n`;
  await bench.lab.hostOk(['ip', '-batch', '-'], { input: lines });
  const own = 'link set eth0 up\naddr add 192.0.2.50/24 dev eth0\naddr add 2001:db8:1::50/64 dev eth0 nodad\n';
  await inGuest(bench, ['ip', '-batch', '-'], own);
}

function inGuest(bench: Bench, command: readonly string[], input = '') {
  return bench.lab.host(['nsenter', `--net=${place}`, '--', ...command], { input });
}

async function reaches(bench: Bench, address: string): Promise<boolean> {
  return (await inGuest(bench, ['ping', '-c', '1', '-W', '0.4', address])).exitCode === 0;
}

/** Throws unless the guest reaches the LAN in both families. */
export async function expectHeard(bench: Bench): Promise<void> {
  for (const address of machine) await eventually(`the guest reaches ${address}`, () => reaches(bench, address));
}

export async function expectSilent(bench: Bench): Promise<void> {
  for (const address of machine) assert.equal(await reaches(bench, address), false, address);
}

/** A firewall that lets nothing be forwarded. */
export const dropAll = 'iptables -P FORWARD DROP; ip6tables -P FORWARD DROP';

export async function sh(bench: Bench, script: string): Promise<string> {
  return (await bench.lab.hostOk(['sh', '-ec', script])).stdout;
}

/** iptables and bridge sysctls: how many of our rules, and the three settings. */
export async function rulesOf(bench: Bench, program = 'iptables'): Promise<readonly string[]> {
  const text = await sh(bench, `${program} -S`);
  return text.split('\n').filter((line) => line.includes('physdev'));
}

export async function settingsOf(bench: Bench): Promise<string> {
  const keys = ['iptables', 'ip6tables', 'arptables'].map((name) => `/proc/sys/net/bridge/bridge-nf-call-${name}`);
  return (await sh(bench, `cat ${keys.join(' ')}`)).replaceAll('\n', '');
}
