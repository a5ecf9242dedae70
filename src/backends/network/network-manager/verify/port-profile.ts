/** What is wrong with the profile of a bridge's port, for Verify. */
import { quoted } from '../../../../contract/quoted.ts';
import { failure, warning, type Problem } from '../../../../model/finding.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import { otherWriterProblems } from '../../../other-writers/verify.ts';
import { bootProblems, modify, repairLine } from './boot-problems.ts';
import { fateProblems } from './ifcfg-fate.ts';
import { profileFor, type ReadProfile } from '../profiles/owner.ts';

/** Never throws. */
export function portProblems(bridge: string, port: ReadProfile, state: HostState): readonly Problem[] {
  return [
    ...bootProblems(bridge, port),
    ...fateProblems(port.profile, state),
    ...otherWriterProblems(port.profile.file, state.cloudInit),
    ...typeProblems(bridge, port),
    ...deviceProblems(bridge, port, state),
    ...addressProblems(bridge, port),
  ];
}

export function noPort(bridge: string, uplink: string, state: HostState): Problem {
  const own = profileFor(uplink, state)?.uuid;
  const byHand =
    own === undefined
      ? `make one with 'nmcli connection add type ethernet ifname ${uplink} master ${bridge}'`
      : `use '${modify(own, `connection.master ${bridge} connection.slave-type bridge`)}'`;
  return failure(
    `no profile makes '${uplink}' a port of '${bridge}', so the next boot leaves it out`,
    `a profile with master=${bridge}`,
    'none',
    `have Bridgehead write the one that it wrote again, with '${repairLine(bridge)}', or ${byHand}`,
  );
}

function typeProblems(bridge: string, { profile, settings }: ReadProfile): readonly Problem[] {
  if (settings.portType === 'bridge') return [];
  const message = `the profile ${quoted(profile.id)} names '${bridge}', but not as a bridge`;
  const remedy = modify(profile.uuid, 'connection.slave-type bridge');
  return [failure(message, 'slave-type=bridge', settings.portType ?? 'none', remedy)];
}

function deviceProblems(bridge: string, { profile, settings }: ReadProfile, state: HostState): readonly Problem[] {
  const { interfaceName } = settings;
  if (!state.live || interfaceName === undefined || linkNamed(interfaceName, state.links) !== undefined) return [];
  const message = `the profile ${quoted(profile.id)} is for an interface '${interfaceName}', which is not there`;
  return [failure(message, 'the name of an interface', interfaceName, repairLine(bridge))];
}

/** libnm drops them (nm-connection.c, _normalize_ip_config): the file says what never happens. */
function addressProblems(bridge: string, { profile, settings }: ReadProfile): readonly Problem[] {
  const groups = (['ipv4', 'ipv6'] as const).filter((group) =>
    settings.keyfile.keys(group).some((key) => /^(?:address(?:es)?\d*|gateway)$/.test(key)),
  );
  if (groups.length === 0) return [];
  const message = `the profile ${quoted(profile.id)} has addresses, which a port of '${bridge}' does not get`;
  return [warning(message, 'no addresses', groups.join(' '), repairLine(bridge))];
}
