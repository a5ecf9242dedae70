/** A host whose firewall lets in what comes by eth0 to one port, and a machine that wants to connect. */
import { eventually } from '../../lab/eventually.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';

const port = 2222;
const listen = `require('net').createServer((one) => one.end()).listen(${port}, '::')`;

export async function sh(host: AgentHost, script: string): Promise<string> {
  return (await host.lab.hostOk(['sh', '-ec', script])).stdout;
}

/** What an administrator has typed; a comment is a secret. */
export const iptablesRules = [
  'iptables -A INPUT -i lo -j ACCEPT',
  `iptables -A INPUT -i eth0 -p tcp --dport ${port} -m comment --comment "S3cret words" -j ACCEPT`,
  'iptables -A INPUT -p tcp --dport 1 -j DROP',
  'iptables -A INPUT -i eth0 -p icmp -j ACCEPT',
  'iptables -P INPUT DROP',
  `ip6tables -A INPUT -p ipv6-icmp -j ACCEPT`,
  `ip6tables -A INPUT -i eth0 -p tcp --dport ${port} -j ACCEPT`,
  'ip6tables -P INPUT DROP',
].join('\n');

export const nftRules = `table inet guard {
  set wan {
    type ifname
    elements = { "eth0" }
  }
  chain input {
    type filter hook input priority 0; policy drop;
    iifname "lo" accept
    meta l4proto ipv6-icmp accept
    iifname @wan meta l4proto icmp accept
    iif "eth0" tcp dport { 22, ${port} } counter accept comment "S3cret words"
    tcp dport 1 drop
    iifname "eth0" udp dport 68 accept
  }
}
`;

export async function loadNft(host: AgentHost): Promise<void> {
  await host.lab.hostOk(['nft', '-f', '-'], { input: nftRules });
}

/** A server on the host. */
export async function startServer(host: AgentHost): Promise<void> {
  await host.lab.spawn('host', [process.execPath, '-e', listen]);
  await eventually(
    'the server listens',
    async () => (await host.lab.host(['sh', '-c', `ss -ltn | grep -q :${port}`])).exitCode === 0,
  );
}

/** Whether a machine on the LAN gets a new connection. */
export async function connects(host: AgentHost, address: string): Promise<boolean> {
  const words = ['timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`];
  return (await host.lab.machine(words)).exitCode === 0;
}

/** Every rule there is, without counters. */
export async function rulesOf(host: AgentHost): Promise<string> {
  const text = await sh(host, 'iptables-save; ip6tables-save; nft --terse list ruleset; nft list sets');
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\[\d+:\d+\]/g, '[]')
    .replaceAll(/packets \d+ bytes \d+/g, 'packets');
}

/** The hosts' addresses. */
export const addresses = ['192.0.2.10', '2001:db8:1::10'] as const;
