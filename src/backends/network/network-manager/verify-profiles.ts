/** What the next boot will make of NetworkManager's profiles, for Verify. */
import { listOf } from '../../../contract/list-of.ts';
import { quoted } from '../../../contract/quoted.ts';
import { failure, findingOf, skip, type Finding, type Problem } from '../../../model/finding.ts';
import type { HostState } from '../../../model/host-state.ts';
import { otherWriterProblems } from '../../other-writers/verify.ts';
import { bridgeProfile, bridgeProfiles, portProfiles, profileFor, type ReadProfile } from './owner.ts';
import { fateProblems } from './ifcfg-fate.ts';
import { rivalsOf } from './rivals.ts';
import { autoconnectProblems, bridgeProblems, modify } from './verify-bridge-profile.ts';

/** The findings of `config-bridge`, `config-interface` and `config-conflict`, one of each. Never throws. */
export function verifyProfiles(bridge: string, uplink: string | undefined, state: HostState): readonly Finding[] {
  const own = bridgeProfile(bridge, state);
  const port = portProfiles(bridge, state)[0];
  return [
    findingOf('config-bridge', own === undefined ? [noProfile(bridge)] : bridgeProblems(bridge, own, state), {
      message: 'profile of the bridge',
      found: own === undefined ? '' : quoted(own.profile.id),
    }),
    port === undefined && uplink === undefined
      ? skip('config-interface', `no profile and no port is behind bridge '${bridge}'`)
      : findingOf(
          'config-interface',
          port === undefined ? [noPort(bridge, uplink ?? '', state)] : portProblems(bridge, port, state),
          {
            message: 'profile of the interface',
            found: port === undefined ? '' : quoted(port.profile.id),
          },
        ),
    findingOf('config-conflict', conflictProblems(bridge, uplink, port, state), {
      message: 'other profiles that could take the bridge or its interface',
      found: 'none',
    }),
  ];
}

function noProfile(bridge: string): Problem {
  const message = `no profile is for bridge '${bridge}', so the next boot does not create it`;
  return failure(
    message,
    `a profile for '${bridge}'`,
    'none',
    'create the bridge with Bridgehead, or with nmcli connection add type bridge',
  );
}

function noPort(bridge: string, uplink: string, state: HostState): Problem {
  const message = `no profile makes '${uplink}' a port of '${bridge}', so the next boot leaves it out`;
  return failure(
    message,
    `a profile with master=${bridge}`,
    'none',
    modify(profileFor(uplink, state)?.uuid ?? '', `connection.master ${bridge} connection.slave-type bridge`),
  );
}

function portProblems(bridge: string, { profile, settings }: ReadProfile, state: HostState): Problem[] {
  const problems = [
    ...autoconnectProblems({ profile, settings }),
    ...fateProblems(profile, state),
    ...otherWriterProblems(profile.file, state.cloudInit),
  ];
  if (settings.portType === 'bridge') return problems;
  const message = `the profile ${quoted(profile.id)} names '${bridge}', but not as a bridge`;
  return [
    ...problems,
    failure(
      message,
      'slave-type=bridge',
      settings.portType ?? 'none',
      modify(profile.uuid, 'connection.slave-type bridge'),
    ),
  ];
}

function conflictProblems(
  bridge: string,
  uplink: string | undefined,
  port: ReadProfile | undefined,
  state: HostState,
): Problem[] {
  const bridges = bridgeProfiles(bridge, state);
  const twins = bridges.length < 2 ? [] : [several(bridge, bridges, bridges.slice(1))];
  const rivals = uplink === undefined || port === undefined ? [] : rivalsOf(uplink, port.profile.uuid, state);
  const winning = rivals.filter(({ settings }) => settings.priority >= (port?.settings.priority ?? 0));
  return [...twins, ...(winning.length === 0 ? [] : [several(uplink ?? '', winning, winning)])];
}

/** @param wrong those that must not be started. */
function several(device: string, profiles: readonly ReadProfile[], wrong: readonly ReadProfile[]): Problem {
  const names = listOf(profiles.map(({ profile }) => quoted(profile.id)));
  const remedy = wrong.map(({ profile }) => modify(profile.uuid, 'connection.autoconnect no')).join(' && ');
  return failure(`the next boot may give '${device}' the profile ${names}`, 'one profile', names, remedy);
}
