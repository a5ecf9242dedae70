/** Short ways to say what was found. */
import type { Check, Finding } from '../../model/finding.ts';

interface Comparison {
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
}

/** `pass` where expected and found are the same words, else `fail` with the remedy. */
export function compare(check: Check, comparison: Comparison): Finding {
  const same = comparison.expected === comparison.found;
  return { check, status: same ? 'pass' : 'fail', ...comparison, remedy: same ? '' : comparison.remedy };
}

/** Right as it is. */
export function pass(check: Check, message: string, found: string): Finding {
  return { check, status: 'pass', message, expected: found, found, remedy: '' };
}

/** Works, but not as it should, or not for long. */
export function warn(check: Check, comparison: Comparison): Finding {
  return { check, status: 'warn', ...comparison };
}

/** Nothing to look at, and why. */
export function skip(check: Check, reason: string): Finding {
  return { check, status: 'skip', message: reason, expected: '', found: '', remedy: '' };
}
