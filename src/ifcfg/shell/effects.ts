/** What a command does to the variables. */

export interface Assignment {
  readonly type: 'assign';
  readonly key: string;
  /** Undefined where only bash could say what it is. */
  readonly value: string | undefined;
  /** `+=` */
  readonly append: boolean;
  /** An array, or an element of one: the key is no plain value from here on. */
  readonly array: boolean;
  /** The span of KEY=value itself. */
  readonly start: number;
  readonly end: number;
}

/** Of a program, of a harmless builtin, or of one of the functions that the file defines. */
interface Call {
  readonly type: 'call';
  readonly name: string;
  readonly program: boolean;
  /** Whether it stands behind other commands of its line. */
  readonly behind: boolean;
  /** The keys that are set for it alone. */
  readonly keys: readonly string[];
}

export type Effect =
  | Assignment
  | { readonly type: 'unset'; readonly key: string }
  /** The key may have any value; `forever`: also after it is assigned to. */
  | { readonly type: 'forget'; readonly key: string; readonly forever: boolean }
  /** `readonly` */
  | { readonly type: 'protect'; readonly key: string }
  | Call
  | { readonly type: 'define'; readonly name: string }
  | { readonly type: 'return' }
  /** Anything may have changed. */
  | { readonly type: 'lose' };

/** A line may hold more of them than a call takes arguments. */
export function add(effects: Effect[], more: readonly Effect[]): void {
  for (const effect of more) effects.push(effect);
}

/** The effects of a command of which nobody knows whether it is run, or in which process. */
export function perhaps(effects: readonly Effect[]): Effect[] {
  return effects.map((effect) => {
    if (effect.type === 'assign') return { type: 'forget', key: effect.key, forever: effect.array };
    if (effect.type === 'unset') return { type: 'forget', key: effect.key, forever: false };
    return effect.type === 'return' || effect.type === 'protect' ? { type: 'lose' } : effect;
  });
}

/** The effects of a command behind others of its line. */
export function behindOthers(effects: readonly Effect[]): Effect[] {
  return effects.map((effect) => (effect.type === 'call' ? { ...effect, behind: true } : effect));
}
