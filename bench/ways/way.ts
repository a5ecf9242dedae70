/** What the benchmark needs of each way to put a live interface behind a bridge. */
import type { Laboratory } from '../../test/lab/laboratory.ts';

export interface Way {
  readonly name: string;
  /** A program that must be installed. */
  readonly needs?: string;
  /** Lets the program configure eth0 with its addresses. Not measured. */
  readonly prepare: (lab: Laboratory) => Promise<void>;
  /** Puts eth0 behind br0, with STP off, and the addresses on br0. Measured. */
  readonly change: (lab: Laboratory) => Promise<void>;
}

/** The uplink of the laboratory's host, as test/lab/inside.sh makes it. */
export const uplink = {
  mac: '52:54:00:12:34:56',
  ipv4: '192.0.2.10/24',
  ipv6: '2001:db8:1::10/64',
  gateway4: '192.0.2.1',
  gateway6: '2001:db8:1::1',
} as const;

/** Runs shell lines on the host. Stops at the first that fails, and throws its output. */
export async function onHost(lab: Laboratory, lines: string): Promise<void> {
  await lab.hostOk(['bash', '-ec', lines], { timeoutMs: 60_000 });
}

/** Writes a file under the laboratory's own /run, which no other laboratory sees. */
export async function writeRun(lab: Laboratory, path: string, text: string): Promise<void> {
  await lab.hostOk(['bash', '-ec', `mkdir -p "$(dirname ${path})"; cat >${path}`], { input: text });
}
