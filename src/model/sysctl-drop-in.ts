/**
 * Our one file of settings for every boot: first what all bridges share, then a section for each bridge, which a comment
 * begins.
 */
import { fileHeader } from '../contract/names.ts';

export const dropInPath = '/etc/sysctl.d/90-bridgehead.conf';

const title = /^# bridge (\S+)$/;

interface Section {
  readonly bridge: string;
  /** With the title. */
  readonly text: string;
}

/** What stands before the first section; null where there is no file, or nothing but sections. */
export function sharedPart(text: string | null): string | null {
  const { base } = split(text ?? '');
  return base === '' || (base === bare && sectionsOf(text).length > 0) ? null : base;
}

/** The text without the sections, which are derived from other files. */
export function withoutSections(text: string): string {
  return split(text).base;
}

/** The text with another shared part. null: no file is needed. @param without a bridge whose section goes too. */
export function replaceShared(text: string | null, shared: string | null, without?: string): string | null {
  return join(
    shared,
    sectionsOf(text).filter(({ bridge }) => bridge !== without),
  );
}

/** The text with these lines as the bridge's section; without one where there are no lines. null: no file is needed. */
export function replaceSection(text: string | null, bridge: string, lines: readonly string[]): string | null {
  const others = sectionsOf(text).filter((section) => section.bridge !== bridge);
  const own = lines.length === 0 ? [] : [{ bridge, text: [`# bridge ${bridge}`, ...lines, ''].join('\n') }];
  return join(sharedPart(text), [...others, ...own].sort(byName));
}

const bare = `${fileHeader}\n`;

function byName(one: Section, other: Section): number {
  return one.bridge < other.bridge ? -1 : 1;
}

function join(shared: string | null, sections: readonly Section[]): string | null {
  if (sections.length === 0) return shared;
  return [shared ?? bare, ...sections.map(({ text }) => text)].join('');
}

function sectionsOf(text: string | null): readonly Section[] {
  return split(text ?? '').sections;
}

function split(text: string): { readonly base: string; readonly sections: readonly Section[] } {
  const [base = '', ...rest] = text.split(/^(?=# bridge \S+$)/m);
  const all = title.test(base.split('\n')[0] ?? '') ? [base, ...rest] : rest;
  const sections = all.map((one) => ({ bridge: title.exec(one.split('\n')[0] ?? '')?.[1] ?? '', text: one }));
  return { base: all === rest ? base : '', sections };
}
