/** What the next boot will make of NetworkManager's profiles, for Verify. */
import { listOf } from '../../../../contract/list-of.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { failure, findingOf, skip, type Finding, type Problem } from '../../../../model/finding.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { repairLine } from './boot-problems.ts';
import { bridgeProfile, portProfiles } from '../profiles/owner.ts';
import { portProfileOf } from '../profiles/ports.ts';
import { bridgeProblems } from './bridge-profile.ts';
import { conflictProblems } from './conflicts.ts';
import { noPort, portProblems } from './port-profile.ts';

/** The findings of `config-bridge`, `config-interface` and `config-conflict`, one of each. Never throws. */
export function verifyProfiles(bridge: string, uplink: string | undefined, state: HostState): readonly Finding[] {
  const own = bridgeProfile(bridge, state);
  const ports = portProfiles(bridge, state);
  return [
    findingOf('config-bridge', own === undefined ? [noProfile(bridge)] : bridgeProblems(bridge, own, state), {
      message: 'profile of the bridge',
      found: own === undefined ? '' : quoted(own.profile.id),
    }),
    ports.length === 0 && uplink === undefined
      ? skip('config-interface', `no profile and no port is behind bridge '${bridge}'`)
      : findingOf('config-interface', interfaceProblems(bridge, uplink, state), {
          message: 'profile of the interface',
          found: listOf(ports.map(({ profile }) => quoted(profile.id))),
        }),
    findingOf('config-conflict', conflictProblems(bridge, uplink, state), {
      message: 'other profiles that could take the bridge or its interface',
      found: 'none',
    }),
  ];
}

function noProfile(bridge: string): Problem {
  return failure(
    `no profile is for bridge '${bridge}', so the next boot does not create it`,
    `a profile for '${bridge}'`,
    'none',
    `have Bridgehead write the one that it wrote again, with '${repairLine(bridge)}', or make one with 'nmcli connection add type bridge'`,
  );
}

function interfaceProblems(bridge: string, uplink: string | undefined, state: HostState): readonly Problem[] {
  const ofUplink = uplink === undefined ? undefined : portProfileOf(uplink, bridge, state);
  const lost = uplink === undefined || ofUplink !== undefined ? [] : [noPort(bridge, uplink, state)];
  return [...lost, ...portProfiles(bridge, state).flatMap((port) => portProblems(bridge, port, state))];
}
