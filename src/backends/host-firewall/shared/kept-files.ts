/** Where a host keeps its firewall for the next boot. */
import type { XtablesProgram } from '../../../model/host-firewall.ts';

/** In the format of iptables-save: Red Hat's iptables-services, Debian's iptables-persistent. */
export const savedRuleFiles: Readonly<Record<string, XtablesProgram>> = {
  '/etc/sysconfig/iptables': 'iptables',
  '/etc/sysconfig/ip6tables': 'ip6tables',
  '/etc/iptables/rules.v4': 'iptables',
  '/etc/iptables/rules.v6': 'ip6tables',
};

export const ufwSettings = '/etc/ufw/ufw.conf';

/** ufw-framework(8): in the format of iptables-save too. */
export const ufwRuleFiles: Readonly<Record<string, XtablesProgram>> = {
  '/etc/ufw/before.rules': 'iptables',
  '/etc/ufw/user.rules': 'iptables',
  '/etc/ufw/after.rules': 'iptables',
  '/etc/ufw/before6.rules': 'ip6tables',
  '/etc/ufw/user6.rules': 'ip6tables',
  '/etc/ufw/after6.rules': 'ip6tables',
};

/** shorewall-interfaces(5). */
export const shorewallFiles: readonly string[] = ['/etc/shorewall/interfaces', '/etc/shorewall6/interfaces'];

/** What the service nftables loads: Debian, Red Hat, and Red Hat's parts. */
export const nftFiles: readonly string[] = ['/etc/nftables.conf', '/etc/sysconfig/nftables.conf'];
export const nftFolder = '/etc/nftables';

/** Whose files Bridgehead's unit lets it write (src/backends/written-folders.ts): not those directly in /etc. */
const writable: readonly string[] = ['/etc/sysconfig', '/etc/iptables', nftFolder];

export function isWritable(path: string): boolean {
  return writable.includes(path.slice(0, path.lastIndexOf('/')));
}

export const watchedFiles: readonly string[] = [
  ...Object.keys(savedRuleFiles),
  ufwSettings,
  ...Object.keys(ufwRuleFiles),
  ...shorewallFiles,
  ...nftFiles,
];
