/** What is to be done to the host, as plain data that can be printed, stored, compared, applied and undone. */

/** A file's whole content before and after; `null` where there is no file. */
export interface FileStep {
  readonly kind: 'file';
  readonly title: string;
  /** Absolute, as the host sees it (without the laboratory's root). */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Permission bits of the new file: what it had, 0o644 for a new one. */
  readonly mode: number;
}

/**
 * One `ip -batch`, and the batch that takes it back (run with -force, each line safe to run twice). A line that
 * neighbours.ts makes stands for entries that are looked up when the batch is run.
 */
export interface LinksStep {
  readonly kind: 'links';
  readonly title: string;
  readonly bridge: string;
  readonly interface: string;
  /** The bridge's hardware address, by which an undo knows it again. */
  readonly mac: string;
  readonly batch: readonly string[];
  readonly reverse: readonly string[];
  /** What whoever takes over must have afterwards, as `192.0.2.10/24`; without link-local addresses. */
  readonly addresses: readonly string[];
  /** The interface's mtu before, in bytes. */
  readonly portMtu: number;
  /** The master that `interface` has while it is still ours to undo ('' for none). */
  readonly masterBefore: string;
  readonly masterAfter: string;
  /** Whether undoing takes the bridge away: it was not there before. */
  readonly createsBridge: boolean;
}

/** The host's own network service. `undo` runs only if the step had begun. */
export interface ServiceStep {
  readonly kind: 'service';
  readonly title: string;
  readonly service: 'network';
  readonly apply: 'restart' | 'start' | 'stop' | 'nothing';
  readonly undo: 'restart' | 'start' | 'stop' | 'nothing';
  /** For a step that only undoes: the number of the later step that must have begun for this to matter. */
  readonly undoIfBegun?: number;
}

export type Step = FileStep | LinksStep | ServiceStep;

/** Steps in the order in which they are applied; undone in reverse. Empty: it is already so. */
export type Plan = readonly Step[];
