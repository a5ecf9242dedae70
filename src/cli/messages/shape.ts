/** What every language must have: the same keys as English, held by the compiler. */
import type { english } from './en.ts';

/** A text is any text, and a sentence with gaps takes the same arguments. */
type Translated<Entry> = Entry extends string
  ? string
  : Entry extends (...gaps: infer Gaps) => string
    ? (...gaps: Gaps) => string
    : { readonly [Key in keyof Entry]: Translated<Entry[Key]> };

export type Catalogue = Translated<typeof english>;
