/** Which devices of a bridge NetworkManager is to leave alone, by the files that are there. */
import type { HostState } from '../../../../model/host-state.ts';
import { portsOf } from '../contents/intent.ts';
import type { Released } from './drop-in.ts';

/** @param uplink undefined where it is not known: then the bridge stands for it. */
export function releasedOf(bridge: string, uplink: string | undefined, state: HostState): Released {
  return {
    bridge,
    uplink: uplink ?? bridge,
    ports: portsOf(bridge, state).filter((name) => name !== uplink),
  };
}
