/** Making findings, and what is said of a check in which nothing was found. */
import type { Check, Finding } from '../../model/finding.ts';

/** What is not as it should be. */
export interface Problem {
  readonly status: 'warn' | 'fail';
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
}

/** A problem that breaks the next boot. */
export function failure(message: string, expected: string, found: string, remedy: string): Problem {
  return { status: 'fail', message, expected, found, remedy };
}

/** A problem that can be lived with. */
export function warning(message: string, expected: string, found: string, remedy: string): Problem {
  return { status: 'warn', message, expected, found, remedy };
}

/** The problems as findings of the check, or the one finding that it passed. */
export function findingsOf(
  check: Check,
  problems: readonly Problem[],
  passed: Pick<Finding, 'message' | 'found'>,
): Finding[] {
  if (problems.length > 0) return problems.map((problem) => ({ check, ...problem }));
  return [{ check, status: 'pass', message: passed.message, expected: passed.found, found: passed.found, remedy: '' }];
}
