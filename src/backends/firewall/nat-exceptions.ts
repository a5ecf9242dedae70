/** The rules that keep guests' addresses as they are where the table `nat` would change them. */
import type { RulesProgram } from '../../model/filters.ts';
import type { TrafficState } from '../../model/traffic-state.ts';
import { acceptRule } from './accept-rule.ts';
import { judgeNat, type Frame } from './nat-verdict.ts';
import { surroundingsOf } from './networks.ts';

export interface NatException {
  readonly program: RulesProgram;
  readonly rule: readonly string[];
  /** As iptables-save prints it. */
  readonly text: string;
  /** Whether the rule is in the table already. */
  readonly there: boolean;
}

export const natChain = 'POSTROUTING';

/**
 * One for each program whose table changes addresses behind the bridge's decision: for this bridge alone, because Docker and
 * Kubernetes need to change addresses on theirs. There is none for PREROUTING, where it is not known yet whether a frame will
 * be bridged (iptables-extensions(8): physdev). @param uplink the interface that becomes a port, and whose rules may be
 * followed by twins for the bridge.
 */
export function natExceptions(
  bridge: string,
  uplink: string | undefined,
  state: TrafficState,
): readonly NatException[] {
  return state.filters.nat.flatMap((table) => {
    const { program } = table;
    if (program === undefined) return [];
    const rule = ['-o', bridge, ...acceptRule];
    const text = `-A ${natChain} ${rule.join(' ')}`;
    const there = (table.chains[natChain] ?? []).some((one) => one.text === text);
    const frames = [bridge, uplink ?? bridge].map((name) => ({ ...frameOf(bridge, uplink, state), bridge: name }));
    const isAltered = frames.some((frame) =>
      judgeNat(table, frame).some(({ hook, kind }) => hook === 'postrouting' && kind !== 'kept'),
    );
    return there || isAltered ? [{ program, rule, text, there }] : [];
  });
}

/** What a guest on the bridge sends. */
export function frameOf(bridge: string, uplink: string | undefined, state: TrafficState): Frame {
  const interfaces = state.links.map(({ name }) => name);
  return { bridge, surroundings: surroundingsOf(bridge, uplink, state), interfaces };
}
