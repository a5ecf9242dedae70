/** Where the next boot would differ from what the kernel has now. */
import { failure, warning, type Problem } from '../../../model/finding.ts';
import type { HostState, Link } from '../../../model/host-state.ts';
import { isDhcp } from './ifcfg/switches.ts';
import type { IfcfgFile } from './ifcfg/parse.ts';
import { fileAddressing, type FileAddressing } from './file-addressing.ts';
import { liveAddressing, type LiveAddressing } from './live-addressing.ts';
import { readNetworkDefaults } from './files/network-defaults.ts';
import { listed, withoutThese } from './reconcile.ts';

/** Throws AgentError where the file's addresses, or the kernel's routes, cannot be put in a file's words. */
export function liveProblems(file: IfcfgFile, bridge: Link, state: HostState): Problem[] {
  const { name, get } = file;
  const written = fileAddressing({ name, get, getDefault: readNetworkDefaults(state).get }, bridge.name);
  const live = liveAddressing(bridge.name, bridge.name, state);
  // What a DHCP server gives need not be in the file.
  const beside = isDhcp(get('BOOTPROTO')) ? { ...live, route4: undefined } : live;
  return [...addressProblems(name, written, beside), ...gatewayProblems(name, written, beside)];
}

function addressProblems(name: string, written: FileAddressing, live: LiveAddressing): Problem[] {
  const missing = withoutThese(live.addresses, written.addresses);
  const extra = withoutThese(written.addresses, live.everyAddress);
  const expected = listed(live.addresses);
  const found = listed(written.addresses);
  const problems: Problem[] = [];
  if (missing.length > 0) {
    const message = `'${name}' lacks what the bridge has now: the next boot loses ${listed(missing)}`;
    problems.push(failure(message, expected, found, `add ${listed(missing)} to '${name}'`));
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
  return pairs.flatMap(([now, then, key]) => {
    if (now === undefined || now === then) return [];
    const message = `the next boot does not set the default gateway that the bridge has now`;
    return [
      failure(message, `${key}=${now}`, then === undefined ? `no ${key}` : `${key}=${then}`, `set it in '${name}'`),
    ];
  });
}
