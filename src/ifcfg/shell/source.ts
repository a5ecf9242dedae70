/** A text of shell, and where reading it ends. */

export interface Source {
  readonly text: string;
  /** How deep the commands are nested that are being read. */
  readonly depth: number;
  /** The index after the `)` that ends the commands which begin at `at`; throws Doubt. Here, because words hold commands. */
  readonly skipCommands: (source: Source, at: number) => number;
}

/** Deeper than this no file is read: a text of nothing but brackets must not exhaust the stack. */
const deepest = 10;

/**
 * Thrown where the text cannot be followed. `stops`: each bash ends reading there with a syntax error, without running the line;
 * else it may run anything.
 */
export class Doubt extends Error {
  readonly stops: boolean;

  constructor(stops: boolean) {
    super(stops ? 'bash stops reading here' : 'only bash can read this');
    this.stops = stops;
  }
}

// Made once: a large text may be in doubt at every line, and a stack trace costs more than the line.
const unclear = new Doubt(false);
const syntaxError = new Doubt(true);

export function doubt(): Doubt {
  return unclear;
}

/** For what is a syntax error to each bash; what nested commands hold, versions of bash parse differently. */
export function stop(source: Source): Doubt {
  return source.depth === 0 ? syntaxError : unclear;
}

export function deeper(source: Source): Source {
  if (source.depth >= deepest) throw unclear;
  return { ...source, depth: source.depth + 1 };
}
