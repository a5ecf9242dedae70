/** Which of a bridge's ports gets the host's addresses when the bridge goes. */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostFile } from '../../../../model/host-file.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { isAddressKey } from '../addressing/address-keys.ts';

export interface Port {
  readonly file: HostFile;
  readonly ifcfg: IfcfgFile;
  readonly device: string;
}

/**
 * The only port, or the one whose MAC the bridge has; undefined where there is none. Throws Conflict where the bridge has
 * addresses and it can't be told whose they were.
 */
export function findInheritingPort(
  bridge: string,
  bridgeIfcfg: IfcfgFile | undefined,
  ports: readonly Port[],
  state: HostState,
): Port | undefined {
  if (ports.length < 2 || bridgeIfcfg === undefined) return ports[0];
  const mac = bridgeIfcfg.get('MACADDR')?.toLowerCase();
  const [inheriting, other] = ports.filter((port) => mac !== undefined && macsOf(port, state).includes(mac));
  if (inheriting !== undefined && other === undefined) return inheriting;
  if (!bridgeIfcfg.keys.some(isAddressKey)) return ports[0];
  const names = listOf(
    ports.map(({ device }) => quoted(device)),
    { last: ', ' },
  );
  throw new AgentError(
    'Conflict',
    `bridge '${bridge}' has several interfaces, ${names}, and its MACADDR does not identify one of them; remove the others first`,
  );
}

function macsOf({ ifcfg, device }: Port, state: HostState): string[] {
  const live = state.live ? state.links.find((link) => link.name === device)?.mac : undefined;
  return [live, ifcfg.get('HWADDR'), ifcfg.get('MACADDR')].flatMap((mac) => mac?.toLowerCase() ?? []);
}
