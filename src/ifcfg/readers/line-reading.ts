/** What a reader makes of a text that looks at it line by line. */

export interface LineReading {
  /** Undefined where it cannot be told. */
  readonly value: string | undefined;
  /** Counted from 1. */
  readonly line: number;
}

/** Each key that the reader knows afterwards. */
export type LineReadings = ReadonlyMap<string, LineReading>;
