/** What the client says, in each of its languages. */
import { english } from './en.ts';
import type { Language } from './locale.ts';
import type { Catalogue } from './shape.ts';

/** Japanese is read from a file of its own, which a client that speaks English leaves alone. */
export async function catalogueOf(language: Language): Promise<Catalogue> {
  // eslint-disable-next-line no-restricted-syntax -- from its own folder
  return language === 'ja' ? (await import('./ja.ts')).japanese : english;
}
