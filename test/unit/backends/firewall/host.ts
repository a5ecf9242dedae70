/** Hosts that filter bridged frames or not. */
import { parseRules } from '../../../../src/backends/firewall/read-iptables.ts';
import { dropInPath, dropInText, ruleFilePath, ruleFileText } from '../../../../src/backends/firewall/kept-files.ts';
import { noFilters, type HostFilters } from '../../../../src/model/filters.ts';
import { noFile } from '../../../../src/model/host-file.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import { bridgedHost } from '../../operations/bridges/bridges.ts';

export const rule = '-A FORWARD -m physdev --physdev-is-bridged -j ACCEPT';
export const drop = '-P FORWARD DROP';
export const docker = `${drop}\n-N DOCKER-USER\n-A FORWARD -j DOCKER-USER\n-A DOCKER-USER -j RETURN`;
export const folders = ['/etc/sysctl.d', '/etc/udev', '/etc/udev/rules.d'];

export function settings(value: string): HostState['bridgeNetfilter'] {
  const names = ['iptables', 'ip6tables', 'arptables'];
  return Object.fromEntries(names.map((name) => [`bridge-nf-call-${name}`, value]));
}

/** iptables and ip6tables with these rules. */
export function tables(rules: string): HostFilters['tables'] {
  return [parseRules('iptables', rules), parseRules('ip6tables', rules)];
}

export function watched(texts: Readonly<Record<string, string>>): HostFilters['files'] {
  return Object.entries(texts).map(([path, text]) => ({ ...noFile(path, 0o600), text }));
}

export const kept = { [dropInPath]: dropInText, [ruleFilePath]: ruleFileText };

/** br0 over eth0 on a host with udev and iptables, whose firewall drops what is forwarded. */
export function filteringHost(filters: Partial<HostFilters> = {}, more: Partial<HostState> = {}): HostState {
  return bridgedHost({
    bridgeNetfilter: settings('1'),
    filters: { ...noFilters, tables: tables(drop), folders, udev: true, ...filters },
    ...more,
  });
}
