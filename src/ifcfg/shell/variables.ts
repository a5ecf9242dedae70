/** The shell's variables while it reads a text. */
import type { Assignment, Effect } from './effects.ts';
import { isChanging, isGoverning } from './shell-variables.ts';

export class Variables {
  /** Undefined where the value cannot be told. */
  readonly values = new Map<string, string | undefined>();
  /** Arrays, and what `declare` gave attributes: what is assigned to them is not what they are. */
  readonly #strange = new Set<string>();
  readonly #protected = new Set<string>();
  readonly #functions = new Set<string>();

  /** False where anything may have changed; then the rest is not applied. */
  apply(effects: readonly Effect[]): boolean {
    return effects.every((effect) => this.#applyOne(effect));
  }

  #applyOne(effect: Effect): boolean {
    switch (effect.type) {
      case 'assign':
        return this.#change(effect.key, effect.array, this.#assigned(effect));
      case 'forget':
        return this.#change(effect.key, effect.forever, undefined);
      case 'unset':
        return this.#unset(effect.key);
      case 'protect':
        this.#protected.add(effect.key);
        return true;
      case 'define':
        this.#functions.add(effect.name);
        return true;
      case 'call':
        return !this.#functions.has(effect.name) && !effect.keys.some((key) => this.#isFixed(key));
      case 'return':
        return true;
      case 'lose':
        return false;
    }
  }

  #change(key: string, forever: boolean, value: string | undefined): boolean {
    if (this.#isFixed(key)) return false;
    if (forever || isChanging(key)) this.#strange.add(key);
    this.values.delete(key);
    this.values.set(key, this.#strange.has(key) ? undefined : value);
    return true;
  }

  #assigned({ key, value, append }: Assignment): string | undefined {
    if (!append || !this.values.has(key)) return value;
    const before = this.values.get(key);
    return before === undefined || value === undefined ? undefined : before + value;
  }

  #unset(key: string): boolean {
    if (this.#isFixed(key) || isChanging(key)) return false;
    if (this.#strange.has(key)) return this.#change(key, true, undefined);
    this.values.delete(key);
    return true;
  }

  /** What an assignment to a readonly variable does to the rest, depends on the version of bash. */
  #isFixed(key: string): boolean {
    return isGoverning(key) || this.#protected.has(key);
  }
}
