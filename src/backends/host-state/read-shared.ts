/** The host for callers that only read: one reading at a time, however many ask. */
import { Lane } from '../../host/lane.ts';
import { asideOf } from '../../host/aside.ts';
import type { Host } from '../../host/host.ts';
import { SharedReading } from '../../host/shared-reading.ts';
import type { HostState } from '../../model/host-state.ts';
import { readListedParts, readVerifiedState } from './read.ts';
import type { Part } from './read-each.ts';

/** Each begins after it was asked for. Throws AgentError where the host can't be read. */
export interface SharedHostState {
  /** For Verify; see readVerifiedState. */
  readonly whole: () => Promise<HostState>;
  /** @returns the same, each time by a reading of its own, of the parts that are named. */
  readonly parts: <Needed extends Part>(needed: readonly Needed[]) => Promise<Pick<HostState, Needed>>;
}

/** A change must not use it: it reads for itself, and never waits for these. */
export function shareHostState(host: Host): SharedHostState {
  const aside = asideOf(host);
  const turn = new Lane(1);
  const whole = new SharedReading(() => turn.run(() => readVerifiedState(aside)));
  return { whole: () => whole.get(), parts: (needed) => turn.run(() => readListedParts(aside, needed)) };
}
