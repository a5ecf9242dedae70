/** Every file that is written from the tables of the contract, whole or in part. */
import { readFileSync } from 'node:fs';
import { apiPage } from './api-page.ts';
import { japaneseApiPage } from './api-page-ja.ts';
import { completionScript } from './completion.ts';
import { manualPage } from './manual.ts';

export const generated: Readonly<Record<string, (asItIs: () => string) => string>> = {
  'docs/api.md': () => apiPage(),
  'docs/api.ja.md': () => japaneseApiPage(),
  'man/bridgehead.1': (asItIs) => manualPage(asItIs(), 'en'),
  'man/ja/bridgehead.1': (asItIs) => manualPage(asItIs(), 'ja'),
  'scripts/completion/bridgehead.bash': (asItIs) => completionScript(asItIs()),
};

/** What the file should be. @param path from the top of the repository. */
export function generate(path: keyof typeof generated): string {
  return generated[path]?.(() => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')) ?? '';
}
