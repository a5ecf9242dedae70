/** What decides whether bridged frames pass. */
import type { HostState } from './host-state.ts';

export const trafficParts = ['live', 'links', 'bridgeNetfilter', 'filters'] as const;
export type TrafficState = Pick<HostState, (typeof trafficParts)[number]>;
