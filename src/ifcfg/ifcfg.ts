/** ifcfg files, for everyone: read as bash reads them, changed key by key, every other byte kept (docs/ifcfg.md). */
import { deleteKey, setKey } from './edit.ts';
import { findProblems } from './problems.ts';
import { readText, type Reading } from './shell/reading.ts';
import type { Ifcfg, Problem, Reader } from './types.ts';

export type { Ifcfg, Problem, Reader };

/** Takes any text, never throws, and runs nothing. A file that isn't UTF-8 keeps its bytes if it is decoded as latin1. */
export function parseIfcfg(text: string): Ifcfg {
  return new ParsedIfcfg(text);
}

class ParsedIfcfg implements Ifcfg {
  #reading: Reading;

  constructor(text: string) {
    this.#reading = readText(text);
  }

  get(key: string): string | undefined {
    return this.#reading.lostAt === undefined ? this.#reading.values.get(key) : undefined;
  }

  set(key: string, value: string): void {
    this.#reading = readText(setKey(this.#reading.text, key, value));
  }

  delete(key: string): void {
    this.#reading = readText(deleteKey(this.#reading.text, key));
  }

  toString(): string {
    return this.#reading.text;
  }

  problems(): readonly Problem[] {
    return findProblems(this.#reading);
  }
}
