/** The places of a laboratory, and how a command gets there. */

import type { Holder } from './holder.ts';

/** `console` is process 1's network namespace, where the agent must leave the network alone. */
export type Place = 'host' | 'router' | 'machine' | 'console';

/** Replaces the test runner's environment for every command in a laboratory. */
export const plainEnvironment = {
  PATH: '/run/lab/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
} as const;

/** The words to put before a command so that it runs at that place, in the laboratory's pid namespace; see nsenter(1). */
export function enter({ pid, mounts }: Holder, place: Place): string[] {
  const inside = `/proc/${String(pid)}/root`;
  const mount = `--mount=${inside}/proc/${String(place === 'host' ? mounts : 1)}/ns/mnt`;
  const net = `--net=${inside}${place === 'console' ? '/proc/1/ns/net' : `/run/lab/${place}`}`;
  return ['nsenter', '--target', String(pid), '--pid', mount, net, '--'];
}
