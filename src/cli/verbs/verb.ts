import type { ExitReason } from '../../contract/exit-codes.ts';
import type { OptionTable } from '../../contract/options.ts';
import type { VariantMap } from '../../model/bus-value.ts';
import type { english } from '../messages/en.ts';
import type { VerbName } from '../messages/keys.ts';
import type { Session } from '../session.ts';

/** An argument of a verb, by its name in the help. */
export type ArgumentName = keyof typeof english.arguments;

export interface Verb {
  readonly name: VerbName;
  readonly arguments: readonly ArgumentName[];
  readonly options: OptionTable;
  /** Throws Failure. @param words one for each argument; '' for an optional one that was left out. */
  readonly run: (session: Session, words: readonly string[], options: VariantMap) => Promise<ExitReason>;
}
