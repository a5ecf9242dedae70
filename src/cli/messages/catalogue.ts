/** What the client says, in each of its languages. */
import { english } from './en.ts';
import { japanese } from './ja.ts';
import type { Language } from './locale.ts';
import type { Catalogue } from './shape.ts';

export const catalogues: Readonly<Record<Language, Catalogue>> = { en: english, ja: japanese };
