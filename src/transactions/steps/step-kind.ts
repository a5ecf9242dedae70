/** What each kind of step knows: how to show itself, how to be applied, how to be undone, from its data alone. */
import type { Host } from '../../host/host.ts';
import type { HostState } from '../../model/host-state.ts';

/** The host, long after a step was done. */
interface AppliedStep {
  readonly host: Host;
  readonly state: HostState;
  /** What the step left in its `done` mark. */
  readonly mark: string | undefined;
}

export interface StepKind<Step> {
  /** What a person reads before it is done: a unified diff, or the commands. */
  readonly preview: (step: Step, systemd: boolean) => string;
  /** Throws AgentError where the step must not be done any more; asked before it begins, so that an undo leaves it alone. */
  readonly requireStillRight?: (step: Step, host: Host) => Promise<void>;
  /**
   * What lets an undo recognise what an interrupted step has written: one word for the `begin` mark (begin_mark). Called just
   * before the step begins. `keep` writes a file into the transaction's folder, as undoFiles are.
   */
  readonly foretell?: (step: Step, host: Host, keep: (name: string, text: string) => Promise<void>) => Promise<string>;
  /**
   * Does it. `lock` is the descriptor of our lock, to be inherited by what changes the host. May return one word for the
   * `done` mark, which the undo can look up (done_mark). `file` tells where one of its undoFiles lies on this machine.
   * Throws AgentError(CommandFailed).
   */
  readonly apply: (step: Step, host: Host, lock: number, file: (name: string) => string) => Promise<string | undefined>;
  /** What it changes, each by a name of its own: a later change of the same stands in the way of a rollback. */
  readonly touches: (step: Step) => readonly string[];
  /**
   * The words of its line in undo.sh: a function of src/transactions/undo/ and its arguments. undefined: nothing to undo.
   * @param staged where the old content of its file lies ready.
   */
  readonly undo: (step: Step, index: number, staged: string) => readonly (string | number)[] | undefined;
  /**
   * What is not as the step left it, as the end of a sentence; undefined for nothing, or where that does not matter to an
   * undo. Left out where there is nothing to compare.
   */
  readonly differs?: (step: Step, applied: AppliedStep) => string | undefined | Promise<string | undefined>;
  /** What that line reads in the transaction's folder: `name` becomes the file `name-N`. */
  readonly undoFiles?: (step: Step) => readonly UndoFile[];
}

export interface UndoFile {
  readonly name: string;
  readonly text: string;
  readonly mode: number;
  /** The file whose owner and group it has, as the host sees it. */
  readonly like?: string;
  /** The line looks itself whether it is whole, and has another where it is not; else it is not run. */
  readonly spare?: boolean;
}
