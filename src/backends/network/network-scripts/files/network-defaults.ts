/** /etc/sysconfig/network, which every ifup reads before the interface's own file (initscripts: ifup-eth). */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { parseIfcfg, type IfcfgFile } from '../../ifcfg/parse.ts';
import { configOf } from './config.ts';

export const defaultsPath = '/etc/sysconfig/network';

/** Routes that init.d/network and ifup-ipv6 set, beside those of the interfaces' own files. */
export const staticRoutesPaths = ['/etc/sysconfig/static-routes', '/etc/sysconfig/static-routes-ipv6'];

/** What it can say about an interface's addresses or routes. */
const matters = /GATEWAY|IPV6|DEFROUTE/;

/** Its keys; one that only a shell can read is Refused if it has to do with addresses, else taken as empty. */
export function readNetworkDefaults(state: HostState): IfcfgFile {
  const text = configOf(state).defaults?.text ?? '';
  try {
    return parseIfcfg(defaultsPath, text);
  } catch (error) {
    if (error instanceof AgentError && !matters.test(text)) return parseIfcfg(defaultsPath, '');
    throw error;
  }
}
