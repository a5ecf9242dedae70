/** Where the next boot would differ from what the kernel has now. */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { failure, warning, type Problem } from '../../../../model/finding.ts';
import type { HostState, Link } from '../../../../model/host-state.ts';
import { isDhcp } from '../../ifcfg/readings.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { companionAddressing, noCompanions, type CompanionAddressing } from '../addressing/companion-addressing.ts';
import { companionsOf, type Companion } from '../companions/find.ts';
import { bootFiles } from '../files/boot-files.ts';
import { fileAddressing, peerOf, type FileAddressing } from '../addressing/file-addressing.ts';
import { liveAddressing, type LiveAddressing } from '../addressing/live-addressing.ts';
import { readNetworkDefaults } from '../files/network-defaults.ts';
import { listed, withoutThese } from '../../addresses/lists.ts';

/** Throws AgentError where the file's addresses, or the kernel's routes, cannot be put in a file's words. */
export function liveProblems(file: IfcfgFile, bridge: Link, state: HostState): Problem[] {
  const { name, get } = file;
  const written = fileAddressing({ name, get, getDefault: readNetworkDefaults(state).get }, bridge.name);
  const companions = companionsOf({ device: bridge.name, nick: bridge.name }, bootFiles(state));
  const beside = tryCompanionAddressing(companions, file);
  const live = liveAddressing(bridge.name, bridge.name, state, { ...(beside ?? noCompanions), peer: peerOf(file) });
  // What a DHCP server gives need not be in the file.
  const own = isDhcp(get('BOOTPROTO')) ? { ...live, route4: undefined } : live;
  const bare = written.addresses.length === 0 && !isDhcp(get('BOOTPROTO'));
  return [
    ...addressProblems(name, written, own, bare),
    ...gatewayProblems(name, written, own),
    ...unreadable(companions, beside),
  ];
}

/** Never throws: everyone may call Verify, and an error would quote a line that only root may read. */
function tryCompanionAddressing(companions: readonly Companion[], file: IfcfgFile): CompanionAddressing | undefined {
  try {
    return companionAddressing(companions, file);
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}

function unreadable(companions: readonly Companion[], beside: CompanionAddressing | undefined): Problem[] {
  if (beside !== undefined) return [];
  const names = companions.map(({ file }) => quoted(file.name)).join(', ');
  const message = `one of ${names} has lines that cannot be understood, so that they are not compared with the kernel`;
  return [warning(message, 'lines that ip(8) takes as they stand', 'something else', `correct the lines in ${names}`)];
}

/** @param bare whether the bridge has no address at all after the next boot: it loses more than what a daemon has set. */
function addressProblems(name: string, written: FileAddressing, live: LiveAddressing, bare: boolean): Problem[] {
  const missing = withoutThese(live.addresses, written.addresses);
  const extra = withoutThese(written.addresses, live.everyAddress);
  const expected = listed(live.addresses);
  const found = listed(written.addresses);
  const problems: Problem[] = [];
  if (missing.length > 0) {
    const message = `'${name}' lacks what the bridge has now: the next boot loses ${listed(missing)}`;
    const remedy = `add ${listed(missing)} to '${name}'${bare ? '' : ', unless a daemon sets it'}`;
    problems.push((bare ? failure : warning)(message, expected, found, remedy));
  }
  if (extra.length > 0) {
    const message = `'${name}' has what the bridge lacks now: the next boot adds ${listed(extra)}`;
    problems.push(warning(message, expected, found, `remove ${listed(extra)} from '${name}', or add it to the bridge`));
  }
  return problems;
}

function gatewayProblems(name: string, written: FileAddressing, live: LiveAddressing): Problem[] {
  const pairs = [
    [live.route4?.gateway, written.gateway4, 'GATEWAY'],
    [live.route6?.gateway, written.gateway6, 'IPV6_DEFAULTGW'],
  ] as const;
  const problems = pairs.flatMap(([now, then, key]) => {
    if (now === undefined || now === then) return [];
    const message = `the next boot does not set the default gateway that the bridge has now`;
    return [
      failure(message, `${key}=${now}`, then === undefined ? `no ${key}` : `${key}=${then}`, `set it in '${name}'`),
    ];
  });
  return [...problems, ...onLinkProblems(name, written, live)];
}

function onLinkProblems(name: string, { gateway4, onLink4 }: FileAddressing, { route4 }: LiveAddressing): Problem[] {
  if (route4 === undefined || route4.gateway !== undefined || onLink4 === true) return [];
  const message = 'the next boot does not set the default route without a gateway that the bridge has now';
  const found = gateway4 === undefined ? 'no GATEWAYDEV' : `GATEWAY=${gateway4}`;
  return [failure(message, `GATEWAYDEV=${route4.device}`, found, `set it in '${name}'`)];
}
