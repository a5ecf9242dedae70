/** Whether the host's own firewall treats what comes by the bridge as it would treat what came by its uplink. */
import { busctlCall } from '../../contract/busctl.ts';
import type { Expectation } from '../../model/expectation.ts';
import { fail, findingOf, pass, skip, warn, type Finding, type Problem } from '../../model/finding.ts';
import type { NamingRule } from '../../model/host-firewall.ts';
import type { HostState } from '../../model/host-state.ts';
import { firewalldProblems } from '../firewalld/verify.ts';
import { findNaming, type Found } from './find.ts';
import { said, sayFirst } from './say.ts';

const check = 'host-firewall';

/** host-firewall. */
export function verifyHostFirewall(expected: Expectation, state: HostState): readonly Finding[] {
  return [worse(checkRules(expected, state), firewalldProblems(expected, state))];
}

/** The zones of firewalld are a part of this check. */
function worse(rules: Finding, zones: readonly Problem[]): Finding {
  if (zones.length === 0 || rules.status === 'fail') return rules;
  const finding = findingOf(check, zones, { message: rules.message, found: rules.found });
  return finding.status === 'fail' || rules.status !== 'warn' ? finding : rules;
}

function checkRules({ bridge, interface: uplink }: Expectation, state: HostState): Finding {
  if (uplink === undefined) return skip(check, 'the bridge has no card whose rules could be meant');
  const found = findNaming({ uplink, bridge }, state);
  const all = said(found);
  if (all.length > 0) {
    const comparison = {
      message: `rules of the host's firewall that name '${uplink}' and not '${bridge}'`,
      expected: 'none',
      found: sayFirst(all),
      remedy: remedyFor(bridge, uplink, found),
    };
    return (isCutOff(found, state) ? fail : warn)(check, comparison);
  }
  const [unreadable] = found.unreadable;
  if (unreadable === undefined) return pass(check, `no rule of the host's firewall names '${uplink}' alone`, 'none');
  return warn(check, {
    message: "the host's firewall, whose rules can't be read",
    expected: 'no rule that names the card alone',
    found: `unknown, because '${unreadable}' does not list its rules`,
    remedy: `find out why '${unreadable}' does not list its rules`,
  });
}

/** Whether packets to the host are refused that a rule accepted by the uplink. */
function isCutOff({ lost }: Found, { hostFirewall: { closed } }: HostState): boolean {
  const opened = lost.filter(({ accepts, hooks }) => accepts && hooks.includes('input'));
  return opened.some((rule: NamingRule) =>
    closed.some((one) => one.program === rule.program && one.table === rule.table && one.hook === 'input'),
  );
}

function remedyFor(bridge: string, uplink: string, { gained, mentions, saved }: Found): string {
  const mention = mentions.find(({ followable }) => followable !== true);
  if (mention !== undefined) return `${mention.where}: ${mention.remedy}`;
  if (gained.length > 0 || saved.some((one) => one.gained.length > 0)) {
    return `change the rules so that they cover '${bridge}' as well`;
  }
  const options = '3 host-firewall s follow bridged-traffic s unchanged networkmanager s unchanged';
  return busctlCall('CreateBridge', 'ssa{sv}', [bridge, uplink], options);
}
