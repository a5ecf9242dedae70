/** One way to put a live interface behind a bridge. */
import type { Laboratory } from '../../test/lab/laboratory.ts';

export interface Way {
  readonly name: string;
  /** A program without which it can't be measured. */
  readonly needs?: string;
  /** Makes the host as that program would have it: eth0 with its static addresses. Not measured. */
  readonly prepare: (lab: Laboratory) => Promise<void>;
  /** Puts eth0 behind br0, the addresses on br0, STP off. Measured. */
  readonly change: (lab: Laboratory) => Promise<void>;
}

/** The laboratory's host: see test/lab/inside.sh. */
export const uplink = {
  mac: '52:54:00:12:34:56',
  ipv4: '192.0.2.10/24',
  ipv6: '2001:db8:1::10/64',
  gateway4: '192.0.2.1',
  gateway6: '2001:db8:1::1',
} as const;

/** Runs shell lines on the host; stops at the first that fails, and throws what it printed. */
export async function onHost(lab: Laboratory, lines: string): Promise<void> {
  await lab.hostOk(['bash', '-ec', lines], { timeoutMs: 60_000 });
}

/** Writes a file of the laboratory's own /run, which no other laboratory sees. */
export async function writeRun(lab: Laboratory, path: string, text: string): Promise<void> {
  await lab.hostOk(['bash', '-ec', `mkdir -p "$(dirname ${path})"; cat >${path}`], { input: text });
}
