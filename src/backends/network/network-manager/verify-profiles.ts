/** What the next boot will make of NetworkManager's profiles, for Verify. */
import { listOf } from '../../../contract/list-of.ts';
import { quoted } from '../../../contract/quoted.ts';
import { failure, findingOf, skip, warning, type Finding, type Problem } from '../../../model/finding.ts';
import type { HostState } from '../../../model/host-state.ts';
import { linkNamed } from '../../../model/links.ts';
import { intentOfSettings } from './intent.ts';
import { bridgeProfile, portProfiles, readProfiles, type ReadProfile } from './owner.ts';
import { rivalsOf } from './rivals.ts';

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
          port === undefined ? [noPort(bridge, uplink ?? '')] : portProblems(bridge, port),
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

function noPort(bridge: string, uplink: string): Problem {
  const message = `no profile makes '${uplink}' a port of '${bridge}', so the next boot leaves it out`;
  return failure(
    message,
    `a profile with master=${bridge}`,
    'none',
    `nmcli connection modify ${uplink} connection.master ${bridge} connection.slave-type bridge`,
  );
}

function bridgeProblems(bridge: string, { profile, settings }: ReadProfile, state: HostState): Problem[] {
  const link = state.live ? linkNamed(bridge, state.links) : undefined;
  const intent = intentOfSettings(profile.id, settings);
  const problems = [...autoconnectProblems({ profile, settings }), ...malformed(intent.problem, profile.id)];
  if (link !== undefined && intent.mac === undefined) {
    const message = `the profile ${quoted(profile.id)} does not set the bridge's MAC address`;
    problems.push(
      warning(
        message,
        link.mac.toUpperCase(),
        'none',
        modify(profile.uuid, `802-3-ethernet.cloned-mac-address ${link.mac}`),
      ),
    );
  } else if (link !== undefined && intent.mac !== link.mac.toLowerCase()) {
    const message = `the profile ${quoted(profile.id)} sets another MAC address than the bridge has now`;
    problems.push(
      failure(
        message,
        link.mac.toUpperCase(),
        intent.mac ?? '',
        modify(profile.uuid, `802-3-ethernet.cloned-mac-address ${link.mac}`),
      ),
    );
  }
  return link === undefined ? problems : [...problems, ...addressProblems(profile, intent, link)];
}

function malformed(problem: string | undefined, name: string): Problem[] {
  return problem === undefined
    ? []
    : [failure(problem, 'addresses that can be read', 'something else', `correct the profile ${quoted(name)}`)];
}

/** What the kernel has for good and the profile lacks, or the other way round. */
function addressProblems(
  { id, uuid }: ReadProfile['profile'],
  { addresses = [], dhcp }: ReturnType<typeof intentOfSettings>,
  { name, addresses: all }: HostState['links'][number],
): Problem[] {
  const text = ({ address, prefix }: { address: string; prefix: number }): string => `${address}/${prefix}`;
  const has = all.filter(({ scope }) => scope !== 'link').map(text);
  const lasting = all.filter(({ scope, dynamic, temporary }) => scope !== 'link' && !dynamic && !temporary).map(text);
  const written = addresses.map(text);
  const lost = lasting.filter((one) => !written.includes(one));
  const extra = written.filter((one) => !has.includes(one));
  const kind = written.length === 0 && !dhcp ? failure : warning;
  return [
    ...(lost.length === 0
      ? []
      : [
          kind(
            `the profile ${quoted(id)} lacks what '${name}' has now: the next boot loses ${listOf(lost)}`,
            listOf(lasting),
            listOf(written) || 'none',
            `add it with nmcli connection modify uuid ${uuid}`,
          ),
        ]),
    ...(extra.length === 0
      ? []
      : [
          warning(
            `the profile ${quoted(id)} has what '${name}' lacks now: ${listOf(extra)}`,
            listOf(has) || 'none',
            listOf(written),
            `nmcli connection up uuid ${uuid}`,
          ),
        ]),
  ];
}

function portProblems(bridge: string, { profile, settings }: ReadProfile): Problem[] {
  const problems = autoconnectProblems({ profile, settings });
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

function autoconnectProblems({ profile, settings }: ReadProfile): Problem[] {
  if (settings.autoconnect) return [];
  const message = `the profile ${quoted(profile.id)} is not started at boot`;
  return [
    failure(message, 'autoconnect=true', 'autoconnect=false', modify(profile.uuid, 'connection.autoconnect yes')),
  ];
}

function conflictProblems(
  bridge: string,
  uplink: string | undefined,
  port: ReadProfile | undefined,
  state: HostState,
): Problem[] {
  const bridges = readProfiles(state).filter(({ profile, settings }) => {
    return settings.type === 'bridge' && settings.interfaceName === bridge && profile.origin !== 'memory';
  });
  const twins = bridges.length < 2 ? [] : [several(bridge, bridges)];
  const rivals = uplink === undefined || port === undefined ? [] : rivalsOf(uplink, port.profile.uuid, state);
  const winning = rivals.filter(({ settings }) => settings.priority >= (port?.settings.priority ?? 0));
  return [...twins, ...(winning.length === 0 ? [] : [several(uplink ?? '', winning)])];
}

function several(device: string, profiles: readonly ReadProfile[]): Problem {
  const names = listOf(profiles.map(({ profile }) => quoted(profile.id)));
  const remedy = profiles
    .map(({ profile }) => modify(profile.uuid, 'connection.autoconnect no'))
    .slice(0, 1)
    .join('');
  return failure(`the next boot may give '${device}' the profile ${names}`, 'one profile', names, remedy);
}

function modify(uuid: string, what: string): string {
  return `nmcli connection modify uuid ${uuid} ${what}`;
}
