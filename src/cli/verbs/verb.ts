/** A verb of the client. */
import type { ExitReason } from '../../contract/exit-codes.ts';
import type { OptionTable } from '../../contract/options.ts';
import type { VariantMap } from '../../model/bus-value.ts';
import type { english } from '../messages/en.ts';
import type { VerbName } from '../messages/keys.ts';
import type { Session } from '../session.ts';

/** A word that a verb takes, by the name under which the help explains it. */
export type ArgumentName = keyof typeof english.arguments;

export interface Verb {
  readonly name: VerbName;
  readonly arguments: readonly ArgumentName[];
  readonly options: OptionTable;
  /** Throws Failure. @param words as many as the arguments, an optional one empty if left out. */
  readonly run: (session: Session, words: readonly string[], options: VariantMap) => Promise<ExitReason>;
}
