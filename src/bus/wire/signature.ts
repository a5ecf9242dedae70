/** D-Bus signatures, strictly: what the specification calls a valid signature, and nothing else. */
import { DecodeError } from './decode-error.ts';

export interface Type {
  /** One of `ybnqiuxtdsoghv`, `a` (one inner type), `(` (its members), `{` (key and value). */
  readonly code: string;
  readonly inner: readonly Type[];
}

const basic = 'ybnqiuxtdsogh';
/** D-Bus specification, valid signatures: 255 bytes, 32 arrays and 32 structs within each other. */
const longest = 255;
const deepest = 32;

/** The complete types of a signature. Throws DecodeError. */
export function parseSignature(signature: string): readonly Type[] {
  if (signature.length > longest) throw new DecodeError('malformed', 'a signature is longer than 255 bytes');
  const parser = new SignatureParser(signature);
  const types: Type[] = [];
  while (!parser.atEnd) types.push(parser.completeType(0, 0));
  return types;
}

/** The one complete type of a variant's signature. Throws DecodeError. */
export function parseSingleType(signature: string): Type {
  const [type, ...more] = parseSignature(signature);
  if (type === undefined || more.length > 0) throw new DecodeError('malformed', 'a variant holds not just one type');
  return type;
}

class SignatureParser {
  readonly #signature: string;
  #index = 0;

  constructor(signature: string) {
    this.#signature = signature;
  }

  get atEnd(): boolean {
    return this.#index >= this.#signature.length;
  }

  completeType(arrays: number, structs: number): Type {
    const code = this.#next();
    if (basic.includes(code) || code === 'v') return { code, inner: [] };
    if (code === 'a' && arrays < deepest) return { code, inner: [this.#element(arrays + 1, structs)] };
    if (code === '(' && structs < deepest) return { code, inner: this.#members(arrays, structs + 1) };
    throw invalid();
  }

  /** A dictionary entry is valid only as the element of an array. */
  #element(arrays: number, structs: number): Type {
    if (this.#signature[this.#index] !== '{') return this.completeType(arrays, structs);
    this.#next();
    const key = this.#next();
    if (!basic.includes(key)) throw invalid();
    const value = this.completeType(arrays, structs);
    if (this.#next() !== '}') throw invalid();
    return { code: '{', inner: [{ code: key, inner: [] }, value] };
  }

  #members(arrays: number, structs: number): readonly Type[] {
    const members = [this.completeType(arrays, structs)];
    while (this.#signature[this.#index] !== ')') members.push(this.completeType(arrays, structs));
    this.#next();
    return members;
  }

  #next(): string {
    const code = this.#signature[this.#index];
    if (code === undefined) throw invalid();
    this.#index += 1;
    return code;
  }
}

function invalid(): DecodeError {
  return new DecodeError('malformed', 'a signature is not valid');
}
