/** Hosts that filter bridged frames or not. */
import { parseNat, parseRules } from '../../../../src/backends/firewall/parse-iptables.ts';
import { ruleFilePath, ruleFileText, sharedText } from '../../../../src/backends/firewall/kept-files.ts';
import { dropInPath } from '../../../../src/model/sysctl-drop-in.ts';
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

/** The table nat of iptables with these rules. */
export function natTable(...rules: readonly string[]): HostFilters['nat'] {
  return parseNat('iptables', 'iptables', ['*nat', ...rules, 'COMMIT'].join('\n'));
}

export function watched(texts: Readonly<Record<string, string>>): HostFilters['files'] {
  return Object.entries(texts).map(([path, text]) => ({ ...noFile(path, 0o600), text }));
}

export const kept = { [dropInPath]: sharedText, [ruleFilePath]: ruleFileText };

/** br0 over eth0 on a host with udev and iptables, whose firewall drops what is forwarded. */
export function filteringHost(filters: Partial<HostFilters> = {}, more: Partial<HostState> = {}): HostState {
  return bridgedHost({
    bridgeNetfilter: settings('1'),
    filters: { ...noFilters, tables: tables(drop), folders, udev: true, ...filters },
    ...more,
  });
}
