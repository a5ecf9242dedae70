/** A host that has its IPv4 address from a DHCP server, with the agent on it. */
import assert from 'node:assert/strict';
import { becomeDhcpHost, clientsOf, leaseSeconds, startDhcpServer } from '../../lab/dhcp/dhcp.ts';
import type { ServiceProcess } from '../../lab/service-process.ts';
import { scripts, useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { linksOf } from '../../lab/agent-host/kernel.ts';

/** The file of Red Hat's Virtualization guide (bridged networking), with an IPv6 address. */
export const uplinkFile = `# Intel Corporation Gigabit Network Connection
DEVICE=eth0
HWADDR=52:54:00:12:34:56
BOOTPROTO=dhcp
ONBOOT=yes
IPV6INIT=yes
IPV6ADDR=2001:db8:1::10/64
IPV6_DEFAULTGW=2001:db8:1::1
`;

export interface DhcpHost {
  readonly host: AgentHost;
  readonly server: () => ServiceProcess;
}

/** As `useAgentHost`. @param prepare runs before the host requests its address. */
export function useDhcpHost({
  fresh = false,
  agent = true,
  file = uplinkFile,
  options = [],
  prepare = (): Promise<unknown> => Promise.resolve(),
}: {
  readonly fresh?: boolean;
  readonly agent?: boolean;
  readonly file?: string;
  /** Of dnsmasq(8). */
  readonly options?: readonly string[];
  readonly prepare?: (host: AgentHost) => Promise<unknown>;
} = {}): DhcpHost {
  const host = useAgentHost({ fresh, noAgent: true, files: { [`${scripts}/ifcfg-eth0`]: file } });
  let server: ServiceProcess | undefined;
  (fresh ? beforeEach : before)('the host gets its address by DHCP', async () => {
    server = await startDhcpServer(host.lab, options);
    await prepare(host);
    await becomeDhcpHost(host.lab);
    if (agent) await host.startAgent();
  });
  return {
    host,
    server: () => {
      if (server === undefined) throw new Error('the DHCP server has not started');
      return server;
    },
  };
}

/** The lease and its client are on `device` alone, and the address expires with the lease. */
export async function expectLeaseOn({ lab }: AgentHost, device: string): Promise<void> {
  assert.deepEqual(await clientsOf(lab), [device]);
  const { stdout } = await lab.hostOk(['ip', '-j', '-4', 'addr', 'show', 'scope', 'global']);
  const links = JSON.parse(stdout) as { ifname?: string; addr_info: { local: string; valid_life_time: number }[] }[];
  const found = links.filter((link) => link.ifname !== undefined);
  assert.deepEqual(
    found.map((link) => [link.ifname, link.addr_info.map(({ local }) => local)]),
    [[device, ['192.0.2.10']]],
  );
  const left = found[0]?.addr_info[0]?.valid_life_time ?? 0;
  assert.ok(left > 0 && left <= leaseSeconds, `${String(left)} seconds are left`);
}

export async function masterOf({ lab }: AgentHost, device: string): Promise<string | undefined> {
  return (await linksOf(lab)).find(({ ifname }) => ifname === device)?.master;
}
