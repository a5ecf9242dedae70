/** In which language, and with which characters (locale(7)). */

export type Language = 'en' | 'ja';

export interface Locale {
  readonly language: Language;
  /** Whether the terminal's characters are those of Unicode. */
  readonly unicode: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Japanese needs a locale in UTF-8, for another encoding, such as eucJP, would show something else; and a terminal that
 * has its characters, as the kernel's own console has not (console_codes(4), setfont(8): 512 glyphs at most).
 */
export function readLocale(environment: Environment): Locale {
  const unicode = /\.utf-?8\b/i.test(valueOf(environment, 'LC_CTYPE'));
  const japanese = /^ja(?![a-z])/i.test(valueOf(environment, 'LC_MESSAGES'));
  return { language: japanese && unicode && environment.TERM !== 'linux' ? 'ja' : 'en', unicode };
}

/** LC_ALL wins, then the category, then LANG; an empty one counts as not set. */
function valueOf(environment: Environment, category: 'LC_CTYPE' | 'LC_MESSAGES'): string {
  return [environment.LC_ALL, environment[category], environment.LANG].find((value) => (value ?? '') !== '') ?? '';
}
