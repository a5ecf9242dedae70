/** /etc/sysconfig/network, which every ifup reads before the interface's own file (initscripts: ifup-eth). */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { parseIfcfg, type IfcfgFile } from '../ifcfg/parse.ts';
import { configOf } from './config.ts';

const name = '/etc/sysconfig/network';
/** What it can say about an interface's addresses or routes. */
const matters = /GATEWAY|IPV6|DEFROUTE/;

/** Its keys; one that only a shell can read is Refused if it has to do with addresses, else taken as empty. */
export function readNetworkDefaults(state: HostState): IfcfgFile {
  const text = configOf(state).defaults ?? '';
  try {
    return parseIfcfg(name, text);
  } catch (error) {
    if (error instanceof AgentError && !matters.test(text)) return parseIfcfg(name, '');
    throw error;
  }
}
