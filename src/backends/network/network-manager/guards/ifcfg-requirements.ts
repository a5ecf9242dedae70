/** Which ifcfg files can give what they have to a bridge that NetworkManager's plugin makes; the others are refused. */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { requireReadable, type HostFile } from '../../../../model/host-file.ts';
import type { StackState } from '../../../../model/host-state.ts';
import type { NetworkManagerProfile } from '../../../../model/network-config.ts';
import { parseIfcfg } from '../../ifcfg/parse.ts';
import { isYes, valuesOf } from '../ifcfg-rh/reading/values.ts';
import { configOf } from '../profiles/owner.ts';

const migrate = `migrate it with 'nmcli connection migrate'`;

/** BOOTPROTO= of a file that NetworkManager takes for a profile whose addresses can move (make_ip4_setting). */
const protocols = ['none', 'static', 'dhcp', 'bootp', 'autoip', 'shared'];

/** What /etc/sysconfig/network says for all interfaces, which the plugin reads too. */
const shared = ['GATEWAY', 'GATEWAYDEV', 'IPV6INIT', 'IPV6_DEFAULTGW', 'IPV6_DEFAULTDEV'];

/** Throws AgentError: Refused or Unsupported, naming the file and what is in its way. */
export function requireIfcfg(profile: NetworkManagerProfile, state: StackState): void {
  requireLasting(profile, state);
  const { name, text } = requireReadable(profile.file, profile.file.name);
  const file = parseIfcfg(name, text);
  const protocol = file.get('BOOTPROTO') ?? '';
  if (protocol !== '' && !protocols.includes(protocol.toLowerCase())) {
    throw unsupported(`${quoted(name)} has BOOTPROTO=${quoted(protocol)}, which cannot be moved to a bridge`);
  }
  refuseDefaults(state);
  refuseCompanions(name.replace(/^ifcfg-/, ''), state);
}

/** NetworkManager would not find the files where they are at its next start. */
function requireLasting({ file }: NetworkManagerProfile, state: StackState): void {
  const { ifcfg } = configOf(state);
  if (ifcfg === 'migrated') {
    throw new AgentError(
      'Refused',
      `${quoted(file.name)} becomes a keyfile at NetworkManager's next start, because its configuration has migrate-ifcfg-rh=true; ${migrate} first`,
    );
  }
  if (ifcfg !== 'ignored') return;
  throw new AgentError(
    'Refused',
    `${quoted(file.name)} is not read at NetworkManager's next start, because its configuration has plugins without 'ifcfg-rh'; ${migrate} first`,
  );
}

function refuseDefaults({ network }: StackState): void {
  const defaults = network['network-scripts']?.defaults;
  if (defaults === undefined) return;
  const get = valuesOf(requireReadable(defaults).text);
  const key = shared.find((one) => get(one) !== undefined && !(one === 'IPV6INIT' && !isYes(get(one), false)));
  if (key === undefined) return;
  throw unsupported(
    `'/etc/sysconfig/network' sets ${key} for all interfaces; set it in the interface's own file instead`,
    '',
  );
}

/** The plugin reads aliases into the profile, and leaves policy routing to a script (utils_has_complex_routes). */
function refuseCompanions(nick: string, state: StackState): void {
  const files: readonly HostFile[] = state.network['network-scripts']?.files ?? [];
  const found = files.find(({ name }) => {
    return name.startsWith(`ifcfg-${nick}:`) || [`rule-${nick}`, `rule6-${nick}`, `keys-${nick}`].includes(name);
  });
  if (found === undefined) return;
  throw unsupported(`${quoted(found.name)} belongs to the interface and cannot be moved for NetworkManager`);
}

function unsupported(why: string, or = `; ${migrate}`): AgentError {
  return new AgentError('Unsupported', `${why}${or}`);
}
