/** What the package promises (docs/ifcfg.md). */

/**
 * Who reads an ifcfg file: `bash`, which sources it; `ifup`, which also looks for it with grep; `network`, the service, which
 * sorts files with grep; NetworkManager's plugin ifcfg-rh; and wicked.
 */
export type Reader = 'bash' | 'ifup' | 'network' | 'NetworkManager' | 'wicked';

export interface Problem {
  /** Counted from 1. */
  readonly line: number;
  readonly reader: Reader;
  /** Undefined where it is about no single key. */
  readonly key: string | undefined;
  /** One sentence, in lower case, without a full stop; it holds no value of the file. */
  readonly message: string;
}

export interface Ifcfg {
  /** What bash has in the variable after it has sourced the text; undefined where it has none, or where code decides. */
  get(key: string): string | undefined;
  /**
   * Changes the last assignment of the key, or adds a line. Throws a RangeError for what is no name of a variable, or for a value
   * that no line can hold; an Error where code of the file may undo it. Then nothing has changed.
   */
  set(key: string, value: string): void;
  /** Takes out all assignments of the key. Throws an Error where code may set it. Then nothing has changed. */
  delete(key: string): void;
  /** The text, with the changes. */
  toString(): string;
  /** What each reader would read otherwise than bash does, and what is code; in the order of the lines. */
  problems(): readonly Problem[];
}
