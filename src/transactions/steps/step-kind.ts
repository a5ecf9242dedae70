/** What each kind of step knows: how to show itself, how to be applied, how to be undone, from its data alone. */
import type { Host } from '../../host/host.ts';
import type { HostState } from '../../model/host-state.ts';

/** The host as it is later, and what the step left behind. */
interface AppliedStep {
  readonly host: Host;
  readonly state: HostState;
  /** What the step left in its `done` mark. */
  readonly mark: string | undefined;
}

export interface StepKind<Step> {
  /** For people: a unified diff, or the commands. */
  readonly preview: (step: Step, systemd: boolean) => string;
  /** Throws AgentError if the step must not be applied any more; called before it begins, so that an undo ignores it. */
  readonly requireStillRight?: (step: Step, host: Host) => Promise<void>;
  /**
   * What lets an undo recognise what an interrupted step has written: one word for the `begin` mark (begin_mark). Called just
   * before the step begins. `keep` writes a file into the transaction's folder, as undoFiles are.
   */
  readonly foretell?: (step: Step, host: Host, keep: (name: string, text: string) => Promise<void>) => Promise<string>;
  /**
   * `lock` is the descriptor of our lock, to be inherited by the programs that change the host. May return one word for the
   * `done` mark, which the undo can look up (done_mark). `file` gives the real path of one of its undoFiles.
   * Throws AgentError(CommandFailed).
   */
  readonly apply: (step: Step, host: Host, lock: number, file: (name: string) => string) => Promise<string | undefined>;
  /** It changes the running kernel alone: a reboot undoes it, and its marks need not survive one. */
  readonly ofKernel?: true;
  /**
   * After a reboot its undo takes the step as begun and looks at what is there, so that its marks need not survive one
   * either (undo/file.sh).
   */
  readonly knownByContent?: true;
  /** A name for each thing that it changes: a later change of the same thing prevents a rollback. */
  readonly touches: (step: Step) => readonly string[];
  /**
   * The words of its line in undo.sh: a function of src/transactions/undo/ and its arguments; undefined if there is nothing to
   * undo. @param staged the path of its file's staged old content.
   */
  readonly undo: (step: Step, index: number, staged: string) => readonly (string | number)[] | undefined;
  /**
   * What is not as the step left it, as the end of a sentence; undefined if nothing is, or an undo does not mind. Left out if
   * there is nothing to compare.
   */
  readonly differs?: (step: Step, applied: AppliedStep) => string | undefined | Promise<string | undefined>;
  /** What another program has yet to do with it once all steps are done; undefined where nothing is left. */
  readonly unsettled?: (step: Step, host: Host) => Promise<Unsettled | undefined>;
  /** The files that the line reads in the transaction's folder: `name` becomes `name-N`. */
  readonly undoFiles?: (step: Step) => readonly UndoFile[];
}

/** It is asked again and again, and if the time is over the change is undone. */
export interface Unsettled {
  /** As the end of a sentence. */
  readonly what: string;
  /** Waiting does not help. */
  readonly final: boolean;
}

export interface UndoFile {
  readonly name: string;
  readonly text: string;
  readonly mode: number;
  /** The file whose owner and group it has, as the host sees it. */
  readonly like?: string;
  /** The line checks it itself and can do without it; any other file must be intact, or the line is not run. */
  readonly spare?: boolean;
}
