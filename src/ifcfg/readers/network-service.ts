/** What the network service sees of a file before ifup reads it: all lines that hold a word, joined into one command. */
import { readText } from '../shell/reading.ts';

/** The keys that `service network` classifies files by; the last one since RHEL 7 (initscripts: init.d/network). */
export const classifyingKeys = ['DEVICE', 'TYPE', 'SLAVE', 'NM_CONTROLLED'] as const;

export type BootValue = { readonly readable: true; readonly value: string | undefined } | { readonly readable: false };

/**
 * The value that `eval $(grep -F "KEY=" file)` leaves in KEY. The lines found are joined by blanks, comments too, so that
 * a comment which stands before the assignment swallows it; runs of blanks become one, even between quotes. Not readable
 * where the joined line is no plain assignment.
 */
export function bootValue(text: string, key: (typeof classifyingKeys)[number]): BootValue {
  // What holds NUL is binary to grep, which then prints no line.
  const lines = text.includes('\0') ? [] : text.split('\n').filter((line) => line.includes(`${key}=`));
  const words = lines.flatMap((line) => line.split(/[ \t]+/)).filter((word) => word !== '');
  const { lostAt, values } = readText(words.join(' '));
  if (lostAt !== undefined || (values.has(key) && values.get(key) === undefined)) return { readable: false };
  return { readable: true, value: values.get(key) };
}

// `$` and `^` of a pattern for many lines know more ends of lines than grep.
export const leftOut = /(?<![^\n])ONBOOT=['"]?[Nn][Oo]/;

/** Whether it leaves the file out at boot: up to RHEL 7, `egrep -L "^ONBOOT=['\"]?[Nn][Oo]['\"]?"` on any line. */
export function isLeftOutAtBoot(text: string): boolean {
  return leftOut.test(text);
}
