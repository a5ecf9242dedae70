/** The host for callers that only read: one reading at a time, however many ask. */
import { Lane } from '../../host/lane.ts';
import { asideOf } from '../../host/aside.ts';
import type { Host } from '../../host/host.ts';
import { SharedReading } from '../../host/shared-reading.ts';
import type { HostState } from '../../model/host-state.ts';
import { readHostState } from './read.ts';

/** Each begins after it was asked for. Throws AgentError where the host can't be read. */
export interface SharedHostState {
  readonly whole: () => Promise<HostState>;
  /** Without the firewall, which may have thousands of rules. */
  readonly withoutFilters: () => Promise<HostState>;
}

/** A change must not use it: it reads for itself, and never waits for these. */
export function shareHostState(host: Host): SharedHostState {
  const aside = asideOf(host);
  const turn = new Lane(1);
  const whole = new SharedReading(() => turn.run(() => readHostState(aside)));
  const withoutFilters = new SharedReading(() => turn.run(() => readHostState(aside, { filters: false })));
  return { whole: () => whole.get(), withoutFilters: () => withoutFilters.get() };
}
