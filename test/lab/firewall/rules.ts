/** Rules of the host's own firewall that name its interface, and all rules that there are. */
import type { Laboratory } from '../laboratory.ts';

/** To which the rules let a machine on the LAN connect. */
export const openPort = 2222;

/** What an administrator has typed; a comment is a secret. */
export const iptablesRules = [
  'iptables -A INPUT -i lo -j ACCEPT',
  `iptables -A INPUT -i eth0 -p tcp --dport ${openPort} -m comment --comment "S3cret words" -j ACCEPT`,
  'iptables -A INPUT -p tcp --dport 1 -j DROP',
  'iptables -A INPUT -i eth0 -p icmp -j ACCEPT',
  'iptables -P INPUT DROP',
  `ip6tables -A INPUT -p ipv6-icmp -j ACCEPT`,
  `ip6tables -A INPUT -i eth0 -p tcp --dport ${openPort} -j ACCEPT`,
  'ip6tables -P INPUT DROP',
].join('\n');

const nftRules = `table inet guard {
  set wan {
    type ifname
    elements = { "eth0" }
  }
  chain input {
    type filter hook input priority 0; policy drop;
    iifname "lo" accept
    meta l4proto ipv6-icmp accept
    iifname @wan meta l4proto icmp accept
    iif "eth0" tcp dport { 22, ${openPort} } counter accept comment "S3cret words"
    tcp dport 1 drop
    iifname "eth0" udp dport 68 accept
  }
}
`;

/** A file of nft's that the boot loads, before there is an eth0; it needs the variable `wan`. */
export const bootRules = `# The LAN's rules.
table inet guard {
	set trusted {
		type ifname
		elements = { "lo", "eth0" } # and no more
	}
	map verdicts {
		type ifname : verdict
		elements = { "eth0" : jump pings }
	}
	chain pings { meta l4proto icmp accept; }
	chain input {
		type filter hook input priority 0; policy drop;
		iifname "lo" accept
		meta l4proto ipv6-icmp accept
		iifname vmap @verdicts
		iifname @trusted udp dport 68 accept
		tcp dport {
			22, # ssh
			${openPort}
		} iifname $wan counter accept comment "S3cret words"
		iifname { "lo", eth0 } tcp dport 1 drop; tcp dport 2 drop
	}
}
`;

export async function loadNft(lab: Laboratory): Promise<void> {
  await lab.hostOk(['nft', '-f', '-'], { input: nftRules });
}

/** Every rule there is, without counters. */
export async function rulesOf(lab: Laboratory): Promise<string> {
  const script = 'iptables-save; ip6tables-save; nft --terse list ruleset; nft list sets';
  return (await lab.hostOk(['sh', '-ec', script])).stdout
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\[\d+:\d+\]/g, '[]')
    .replaceAll(/packets \d+ bytes \d+/g, 'packets');
}
