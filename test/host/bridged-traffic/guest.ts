/** A guest on the bridge, and the LAN that it talks to. */
import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';

const place = '/run/lab/guest';
/** The second machine of the LAN. */
const machine = ['192.0.2.20', '2001:db8:1::20'] as const;

/** Creates the guest: a network namespace with a veth that is a port of `bridge`. */
export async function addGuest(host: AgentHost, bridge = 'br0'): Promise<void> {
  await host.lab.hostOk(['sh', '-ec', `: >${place}; unshare --net=${place} true`]);
  const lines = `link add vnet0 type veth peer name eth0 netns ${place}\nlink set vnet0 up master ${bridge}\n`;
  await host.lab.hostOk(['ip', '-batch', '-'], { input: lines });
  // Its own addresses are the only ones it sends from.
  await inGuest(host, ['sysctl', '-q', '-w', 'net.ipv6.conf.eth0.accept_ra=0']);
  const own = 'link set eth0 up\naddr add 192.0.2.50/24 dev eth0\naddr add 2001:db8:1::50/64 dev eth0 nodad\n';
  await inGuest(host, ['ip', '-batch', '-'], own);
}

function inGuest(host: AgentHost, command: readonly string[], input = '') {
  return host.lab.host(['nsenter', `--net=${place}`, '--', ...command], { input });
}

async function reaches(host: AgentHost, address: string): Promise<boolean> {
  return (await inGuest(host, ['ping', '-c', '1', '-W', '0.4', address])).exitCode === 0;
}

/** Throws unless the guest reaches the LAN in both families. */
export async function expectHeard(host: AgentHost): Promise<void> {
  for (const address of machine) await eventually(`the guest reaches ${address}`, () => reaches(host, address));
}

export async function expectSilent(host: AgentHost): Promise<void> {
  for (const address of machine) assert.equal(await reaches(host, address), false, address);
}

/** A firewall that drops all forwarded packets. */
export const dropAll = 'iptables -P FORWARD DROP; ip6tables -P FORWARD DROP';

export async function sh(host: AgentHost, script: string): Promise<string> {
  return (await host.lab.hostOk(['sh', '-ec', script])).stdout;
}

/** The number of Bridgehead's iptables rules, and the three bridge sysctls. */
export async function rulesOf(host: AgentHost, program = 'iptables'): Promise<readonly string[]> {
  const text = await sh(host, `${program} -S`);
  return text.split('\n').filter((line) => line.includes('physdev'));
}

export async function settingsOf(host: AgentHost): Promise<string> {
  const keys = ['iptables', 'ip6tables', 'arptables'].map((name) => `/proc/sys/net/bridge/bridge-nf-call-${name}`);
  return (await sh(host, `cat ${keys.join(' ')}`)).replaceAll('\n', '');
}
