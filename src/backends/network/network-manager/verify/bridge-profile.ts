/** What is wrong with a bridge's own profile, for Verify. */
import { listOf } from '../../../../contract/list-of.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { failure, warning, type Problem } from '../../../../model/finding.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import { bootProblems, modify } from './boot-problems.ts';
import { fateProblems } from './ifcfg-fate.ts';
import { intentOfSettings } from '../profiles/intent.ts';
import type { ReadProfile } from '../profiles/owner.ts';

/** Never throws. */
export function bridgeProblems(bridge: string, { profile, settings }: ReadProfile, state: HostState): Problem[] {
  const link = state.live ? linkNamed(bridge, state.links) : undefined;
  const intent = intentOfSettings(profile.id, settings);
  const problems = [
    ...bootProblems(bridge, { profile, settings }),
    ...fateProblems(profile, state),
    ...malformed(intent.problem, profile.id),
  ];
  if (link === undefined) return problems;
  return [...problems, ...macProblems(profile, intent.mac, link), ...addressProblems(profile, intent, link)];
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

function macProblems(
  { id, uuid }: ReadProfile['profile'],
  written: string | undefined,
  { mac }: HostState['links'][number],
): Problem[] {
  if (written === mac.toLowerCase()) return [];
  const remedy = modify(uuid, `802-3-ethernet.cloned-mac-address ${mac}`);
  if (written !== undefined) {
    const message = `the profile ${quoted(id)} sets another MAC address than the bridge has now`;
    return [failure(message, mac.toUpperCase(), written.toUpperCase(), remedy)];
  }
  const message = `the profile ${quoted(id)} does not set the bridge's MAC address`;
  return [warning(message, mac.toUpperCase(), 'none', remedy)];
}
