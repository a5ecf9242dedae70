/** What the network service sees of a file before ifup reads it: all lines that hold a word, joined into one command. */
import { readLines } from './lines.ts';

/** The keys that `service network` classifies files by; the last one since RHEL 7 (initscripts: init.d/network). */
export const classifyingKeys = ['DEVICE', 'TYPE', 'SLAVE', 'NM_CONTROLLED'] as const;

export type BootValue = { readonly readable: true; readonly value: string | undefined } | { readonly readable: false };

/**
 * The value that `eval $(grep -F "KEY=" file)` leaves in KEY. The lines found are joined by blanks, comments too, so that
 * a comment which stands before the assignment swallows it; runs of blanks become one, even between quotes. Not readable
 * where the joined line is no plain assignment.
 */
export function bootValue(text: string, key: (typeof classifyingKeys)[number]): BootValue {
  const found = text.split('\n').filter((line) => line.includes(`${key}=`));
  const { assignments, inDoubt } = readLines(
    found
      .join('\n')
      .trim()
      .split(/[ \t\n]+/)
      .join(' '),
  );
  if (inDoubt.length > 0) return { readable: false };
  return { readable: true, value: assignments.findLast((assignment) => assignment.key === key)?.value };
}
