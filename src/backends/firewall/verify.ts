/** Whether guests' frames get through this host, now and after the next boot. */
import { dropInPath, sharedPart } from '../../model/sysctl-drop-in.ts';
import { ruleFilePath, ruleFileText, sharedText } from './kept-files.ts';
import type { Family, FilterTable } from '../../model/filters.ts';
import { judgeBridgedFrame, type Verdict } from './verdict.ts';
import { pass, skip, warn, type Finding, type Problem } from '../../model/finding.ts';
import type { Expectation } from '../../model/expectation.ts';
import type { TrafficState } from '../../model/traffic-state.ts';
import { acceptChains, isSaved, savingOf } from './accept.ts';
import { dependentOwners, hasBridgeNetfilter } from './policy.ts';
import { setBridgedTrafficCall as callFor } from './remedy.ts';
import { filterFile } from './filter-files.ts';
import { natExceptions } from './nat-exceptions.ts';
import { natProblem } from './verify-nat.ts';

/** bridged-traffic, bridged-traffic-at-boot. */
export function verifyFirewall({ bridge }: Expectation, state: TrafficState): readonly Finding[] {
  return [checkNow(bridge, state), checkBoot(bridge, state)];
}

const check = 'bridged-traffic';

function checkNow(bridge: string, state: TrafficState): Finding {
  if (!state.live) return skip(check, 'an image has no running kernel');
  const families = filteredFamilies(bridge, state);
  const stopping = findStopping(bridge, families, state);
  const problems = [
    ...(stopping === undefined ? [] : [stoppedBy(stopping.table, stopping.verdict, bridge, state)]),
    ...[natProblem(bridge, families, state)].filter((problem) => problem !== undefined),
  ];
  const worst = problems.find(({ status }) => status === 'fail') ?? problems[0];
  if (worst !== undefined) return { check, ...worst };
  if (families.length === 0) return pass(check, unfiltered(state), 'bridged frames are not filtered');
  const [unreadable] = state.filters.unreadable;
  if (unreadable === undefined) {
    return pass(check, "bridged frames go through the host's firewall, which lets them pass", 'bridged frames pass');
  }
  return warn(check, {
    message: "bridged frames go through the host's firewall, whose rules can't be read",
    expected: 'bridged frames pass',
    found: `unknown, because '${unreadable}' does not list its rules`,
    remedy: callFor('bypass', bridge),
  });
}

function unfiltered(state: TrafficState): string {
  return hasBridgeNetfilter(state)
    ? 'br_netfilter keeps bridged frames out of the firewall'
    : 'br_netfilter is not loaded';
}

/** The families whose bridged frames go to iptables or ip6tables: one of both settings is enough (br_netfilter_hooks.c). */
function filteredFamilies(bridge: string, state: TrafficState): readonly Family[] {
  const own = state.links.find(({ name }) => name === bridge)?.bridge?.callsFirewall ?? [];
  const isOn = (program: string): boolean =>
    (state.bridgeNetfilter[`bridge-nf-call-${program}`] ?? '0') !== '0' || own.includes(`nf_call_${program}`);
  return [...(isOn('iptables') ? [4 as const] : []), ...(isOn('ip6tables') ? [6 as const] : [])];
}

interface Stopping {
  readonly table: FilterTable;
  readonly verdict: Verdict;
}

/** The first table that stops frames, or else some of them: every one of them must let a frame pass. */
function findStopping(bridge: string, families: readonly Family[], state: TrafficState): Stopping | undefined {
  const met = state.filters.tables.filter(
    (table) => table.bridge || table.families.some((family) => families.includes(family)),
  );
  const all = met.map((table) => ({ table, verdict: judgeBridgedFrame(table, bridge) }));
  return all.find(({ verdict }) => verdict.kind === 'stopped') ?? all.find(({ verdict }) => verdict.kind === 'partly');
}

function stoppedBy(table: FilterTable, { kind, by }: Verdict, bridge: string, state: TrafficState): Problem {
  return {
    status: kind === 'stopped' ? 'fail' : 'warn',
    message: kind === 'stopped' ? 'a filter stops bridged frames' : 'a filter stops some of the bridged frames',
    expected: 'bridged frames pass',
    found: by,
    remedy: remedyFor(table, bridge, state),
  };
}

/** What helps against this very table. */
function remedyFor(table: FilterTable, bridge: string, state: TrafficState): string {
  const name = table.name.replace('nft table ', '');
  if (table.bridge) return `change the rules that 'nft list table ${name}' shows`;
  if (table.name === name) return callFor('auto', bridge);
  if (dependentOwners(state).length === 0) return callFor('bypass', bridge);
  const chain = table.base[0]?.chain ?? '';
  return `nft insert rule ${name} ${chain} iifname ${bridge} oifname ${bridge} accept`;
}

function checkBoot(bridge: string, state: TrafficState): Finding {
  const atBoot = 'bridged-traffic-at-boot';
  if (isKept(state)) return pass(atBoot, `settings kept by '${dropInPath}'`, 'bridged frames are not filtered');
  const chains = acceptChains(state);
  const remedy = callFor('auto', bridge);
  if (chains.length === 0 || chains.some(({ there }) => !there)) {
    const [expected, found] = ['kept out of the firewall, or accepted by a saved rule', 'neither'];
    return warn(atBoot, { message: 'whether bridged frames pass the firewall after a boot', expected, found, remedy });
  }
  const saving = savingOf(chains, state);
  const exceptions = natExceptions(bridge, undefined, state);
  if (saving?.programs.length === chains.length && isSaved(saving, exceptions, state)) {
    return pass(atBoot, 'the rule that accepts bridged frames', 'saved');
  }
  return warn(atBoot, {
    message: 'the rule that accepts bridged frames',
    expected: 'saved',
    found: 'not saved',
    remedy: saving === undefined ? "install 'iptables-services' or 'iptables-persistent', and call again" : remedy,
  });
}

function isKept(state: TrafficState): boolean {
  const rule = filterFile(ruleFilePath, state).text;
  const shared = sharedPart(filterFile(dropInPath, state).text ?? null);
  return shared === sharedText && (!state.filters.udev || rule === ruleFileText);
}
