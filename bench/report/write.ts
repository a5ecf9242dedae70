/** What the benchmark writes into the documentation: the same in the bench and in the test that compares. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Results } from '../results.ts';
import { picture } from './picture.ts';
import { lossTable, measureTable } from './tables.ts';
import { words, type Language } from './words.ts';

const top = join(import.meta.dirname, '../..');

/** By language: the page with the tables, and the picture. */
export const pages: Readonly<Record<Language, { readonly readme: string; readonly picture: string }>> = {
  en: { readme: 'README.md', picture: 'docs/bench.svg' },
  ja: { readme: 'README.ja.md', picture: 'docs/bench.ja.svg' },
};

export async function writePages(results: Results): Promise<void> {
  for (const language of Object.keys(pages) as Language[]) {
    const page = pages[language];
    await writeFile(join(top, page.picture), picture(results, language));
    await writeFile(join(top, page.readme), await readmeWith(results, language));
  }
}

/** The page as it is, with these results between its marks. Throws if it lacks them. */
export async function readmeWith(results: Results, language: Language): Promise<string> {
  const { readme, picture } = pages[language];
  const image = `![${words[language].picture}](${picture})`;
  const sections = { packets: lossTable(results, language), measures: measureTable(results, language), picture: image };
  const page = await readFile(join(top, readme), 'utf8');
  return Object.entries(sections).reduce((text, [name, section]) => replaceSection(text, name, section), page);
}

/** Between `<!-- bench NAME -->` and `<!-- bench end -->`. */
export function replaceSection(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench ${name} -->`, '<!-- bench end -->'];
  const from = page.indexOf(begin) + begin.length;
  const to = page.indexOf(end, from);
  if (!page.includes(begin) || to < 0) throw new Error(`the page has no '${begin}' with an end`);
  return `${page.slice(0, from)}\n\n${text}\n\n${page.slice(to)}`;
}
