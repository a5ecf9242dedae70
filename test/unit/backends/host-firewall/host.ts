/** Hosts with a firewall of their own. */
import { planCreateHostFirewall } from '../../../../src/backends/host-firewall/create.ts';
import { savedRuleFiles } from '../../../../src/backends/host-firewall/shared/kept-files.ts';
import {
  deviceHooks,
  interfaceSets,
  namingRules,
  parseRuleset,
} from '../../../../src/backends/host-firewall/parse-nftables.ts';
import { parseSaved } from '../../../../src/backends/host-firewall/parse-saved.ts';
import { noFile, type HostFile } from '../../../../src/model/host-file.ts';
import { noHostFirewall, type HostFirewall } from '../../../../src/model/host-firewall.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { Step } from '../../../../src/model/plan.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { previewStep } from '../../../../src/transactions/steps/steps.ts';
import { contextOf, hostWith, request } from '../../support/host.ts';

/** A file of iptables-save with these rules in the table filter. */
export function save(rules: readonly string[], policy = 'ACCEPT', chains: readonly string[] = []): string {
  const head = ['*filter', `:INPUT ${policy} [0:0]`, ':FORWARD ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]'];
  return [...head, ...chains.map((chain) => `:${chain} - [0:0]`), ...rules, 'COMMIT', ''].join('\n');
}

export function iptables(text: string): Partial<HostFirewall> {
  const { rules, closed } = parseSaved('iptables', text);
  return { rules, closed };
}

/** One object of `nft --json list ruleset` each. */
export function nft(...objects: readonly object[]): Partial<HostFirewall> {
  const ruleset = parseRuleset(JSON.stringify({ nftables: objects }));
  const sets = interfaceSets([ruleset]);
  return { sets, devices: deviceHooks(ruleset), ...namingRules(ruleset, sets, new Set()) };
}

export const chain = {
  chain: { family: 'inet', table: 't', name: 'in', hook: 'input', policy: 'drop' },
};

export function rule(handle: number, ...expr: readonly unknown[]): object {
  return { rule: { family: 'inet', table: 't', chain: 'in', handle, expr } };
}

export function match(key: string, right: unknown, op = '=='): object {
  return { match: { op, left: { meta: { key } }, right } };
}

export function files(texts: Readonly<Record<string, string>>): Partial<HostFirewall> {
  return { files: Object.entries(texts).map(([path, text]): HostFile => ({ ...noFile(path, 0o600), text })) };
}

/** eth0 on a host with this firewall. */
export function hostBehind(firewall: Partial<HostFirewall>, more: Partial<HostState> = {}): HostState {
  return hostWith({}, { hostFirewall: { ...noHostFirewall, ...firewall }, ...more });
}

export const savedPath = Object.keys(savedRuleFiles)[0] ?? '';

export const ask = (more: Partial<CreateBridgeRequest> = {}) =>
  request({ activate: 'live', hostFirewall: 'follow', ...more });
export const plan = (state: HostState, more: Partial<CreateBridgeRequest> = {}): readonly Step[] =>
  planCreateHostFirewall(ask(more), contextOf(state)).before;
export const warningsOf = (state: HostState, more: Partial<CreateBridgeRequest> = {}): readonly string[] =>
  planCreateHostFirewall(ask(more), contextOf(state)).warnings ?? [];
export const previews = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) => previewStep(step, false).trimEnd());
export const ssh = '-A INPUT -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT';
export const icmp = '-A INPUT -i eth0 -p icmp -j ACCEPT';
export const byRules = (...rules: readonly string[]): HostState => hostBehind(iptables(save(rules, 'DROP')));
export const saved = (text: string) => files({ [savedPath]: text });
