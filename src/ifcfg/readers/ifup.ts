/** How ifup finds the file of a device: with grep, line by line (initscripts: need_config in network-functions, and ifup-eth). */

/** The keys that it looks for. Addresses of cards it compares without case. */
export const lookedForKeys = ['DEVICE', 'HWADDR', 'MASTER'] as const;
export type LookedForKey = (typeof lookedForKeys)[number];

export interface Match {
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What a search would find: KEY=X, in quotes of either kind or none, with a blank, a comment or nothing behind it. */
export function matchesOf(text: string, key: LookedForKey): readonly Match[] {
  const pattern = new RegExp(`^[ \\t\\v\\f\\r]*${key}=['"]?([^\\s'"#]+)['"]?(?:[ \\t\\v\\f\\r#]|$)`);
  return text.split('\n').flatMap((line, index) => {
    const value = pattern.exec(line)?.[1];
    return value === undefined ? [] : [{ value, line: index + 1 }];
  });
}

export function isSame(key: LookedForKey, one: string, other: string): boolean {
  return key === 'HWADDR' ? one.toLowerCase() === other.toLowerCase() : one === other;
}
