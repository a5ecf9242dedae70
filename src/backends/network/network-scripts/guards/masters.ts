/** Of what else an interface is a port, according to its file. */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { isTrue } from '../../ifcfg/switches.ts';

/** Throws AgentError(Busy) where it is a port of a bond, a team or another bridge, naming that. */
export function refuseOtherMaster(
  { bridge, interface: name }: Pick<CreateBridgeRequest, 'bridge' | 'interface'>,
  { name: file, get }: IfcfgFile,
): void {
  const what = bondOf(get) ?? teamOf(get) ?? otherBridgeOf(get, bridge);
  if (what !== undefined) throw new AgentError('Busy', `according to ${quoted(file)}, interface '${name}' ${what}`);
}

/** initscripts: ifup-eth. */
function bondOf(get: IfcfgFile['get']): string | undefined {
  const master = get('MASTER') ?? '';
  if (master === '' && !isTrue(get('SLAVE'))) return undefined;
  const bond = master === '' ? 'a bond' : `bond ${quoted(master)}`;
  return `is a port of ${bond}; bridge the bond instead`;
}

/** libteam: ifup-TeamPort. */
function teamOf(get: IfcfgFile['get']): string | undefined {
  const team = get('TEAM_MASTER') ?? get('TEAM_MASTER_UUID') ?? '';
  return team === '' ? undefined : `is a port of team ${quoted(team)}; remove it from there first`;
}

function otherBridgeOf(get: IfcfgFile['get'], bridge: string): string | undefined {
  const other = get('BRIDGE') ?? '';
  return other === '' || other === bridge ? undefined : `belongs to bridge ${quoted(other)}; delete that bridge first`;
}
