/** The files that make a bridge. */
import type { FileStep } from '../../../../model/plan.ts';

export interface PlannedFiles {
  /** The bridge's profile first, then the port's; none where they say already what was asked for. */
  readonly steps: readonly FileStep[];
  readonly warnings: readonly string[];
  readonly uuids: { readonly bridge: string; readonly port: string };
  /** What the bridge's profile will say, as a keyfile; undefined where it is not written. */
  readonly bridgeText: string | undefined;
}
