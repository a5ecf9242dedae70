/** What the benchmark needs of each way to put a live interface behind a bridge. */
import type { Laboratory } from '../../test/lab/laboratory.ts';
import type { Tools } from '../tools.ts';

export interface Way {
  /** Its key in the results; how reports call it is in bench/report/words.ts. */
  readonly name: string;
  /** A program that must be installed. */
  readonly needs?: string;
  /** Debian packages whose versions belong to the result. */
  readonly packages: readonly string[];
  /** Lets the program configure eth0 with its addresses. Not measured. */
  readonly prepare: (lab: Laboratory, tools: Tools) => Promise<void>;
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

/**
 * IPv6 addresses of new interfaces can be used at once, instead of after the second or two of duplicate address detection (Linux:
 * ip-sysctl, accept_dad): for tools that have no setting of their own for it. The host has had its addresses on that link before.
 */
export async function skipDuplicateAddressDetection(lab: Laboratory): Promise<void> {
  await onHost(lab, 'sysctl -q net.ipv6.conf.default.accept_dad=0');
}
