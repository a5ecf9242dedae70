/** What is wrong with the bridge's zone in firewalld. */
import { failure, warning, type Problem } from '../../model/finding.ts';
import { zoneNow } from '../../model/firewalld.ts';
import type { Expectation } from '../../model/expectation.ts';
import type { HostState } from '../../model/host-state.ts';
import { lastingZone } from './lasting-zone.ts';

/** For the check `host-firewall`. Never throws. */
export function firewalldProblems(expected: Expectation, state: HostState): readonly Problem[] {
  const { bridge, interface: uplink } = expected;
  const { firewalld } = state;
  if (firewalld.status === 'absent') return [];
  if (firewalld.status === 'silent') return [silent(bridge)];
  const own = lastingZone(bridge, state) ?? firewalld.defaultZone;
  const wanted = (uplink === undefined ? undefined : lastingZone(uplink, state)) ?? own;
  const now = firewalld.status === 'running' ? zoneNow(bridge, firewalld) : own;
  return [...nowOrLater(expected, now, own, state), ...besideUplink(bridge, own, wanted)];
}

/** Together with its uplink it is at least where the administrator wants it now. */
function nowOrLater(
  { bridge, interface: uplink }: Expectation,
  now: string,
  own: string,
  { firewalld }: HostState,
): readonly Problem[] {
  if (now === own) return [];
  const together = uplink !== undefined && firewalld.bound[uplink] === now;
  const what = `the zone of '${bridge}' in the running firewalld, and what is written down`;
  const remedy = together
    ? `run 'firewall-cmd --permanent --zone=${now} --change-interface=${bridge}'`
    : `run 'firewall-cmd --zone=${own} --change-interface=${bridge}'`;
  return [(together ? warning : failure)(what, own, now, remedy)];
}

function besideUplink(bridge: string, own: string, wanted: string): readonly Problem[] {
  if (own === wanted) return [];
  const what = `the zone of '${bridge}' at the next start of firewalld, beside that of its uplink`;
  const remedy = `run 'firewall-cmd --permanent --zone=${wanted} --change-interface=${bridge}', unless it is meant so`;
  return [warning(what, wanted, own, remedy)];
}

function silent(bridge: string): Problem {
  const remedy = "see 'systemctl status firewalld'";
  return warning(`firewalld does not say which zone '${bridge}' is in`, 'an answer', 'none', remedy);
}
