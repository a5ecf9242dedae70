/** What the client says, in each of its languages. */
import type { Language } from './locale.ts';
import { english } from './en.ts';
import { japanese } from './ja.ts';
import type { Catalogue } from './shape.ts';

export const catalogues: Readonly<Record<Language, Catalogue>> = { en: english, ja: japanese };
