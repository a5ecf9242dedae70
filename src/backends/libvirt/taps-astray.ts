/** Guests' taps that libvirt has put on a bridge, and that are not its ports. */
import type { HostState, Link } from '../../model/host-state.ts';
import { linkNamed } from '../../model/links.ts';
import { guestsOn, isOn } from './guest-interfaces.ts';

export function tapsAstray(bridge: string, state: HostState): readonly Link[] {
  const interfaces = guestsOn(bridge, state).flatMap(({ live = [] }) => live.filter((one) => isOn(bridge, one, state)));
  return interfaces.flatMap(({ target = '' }) => {
    const tap = linkNamed(target, state.links);
    return tap !== undefined && tap.master !== bridge ? [tap] : [];
  });
}
