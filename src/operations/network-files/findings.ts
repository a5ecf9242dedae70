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

/** The problems as the one finding of the check, the worst first; or that it passed. */
export function findingOf(
  check: Check,
  problems: readonly Problem[],
  passed: Pick<Finding, 'message' | 'found'>,
): Finding {
  if (problems.length > 0) return { check, ...joined(problems) };
  return { check, status: 'pass', message: passed.message, expected: passed.found, found: passed.found, remedy: '' };
}

function joined(problems: readonly Problem[]): Problem {
  const worstFirst = [...problems].sort((one, other) => one.status.localeCompare(other.status));
  const all = (key: 'message' | 'expected' | 'found' | 'remedy'): string =>
    worstFirst.map((problem) => problem[key]).join('; ');
  return {
    status: worstFirst[0]?.status ?? 'warn',
    message: all('message'),
    expected: all('expected'),
    found: all('found'),
    remedy: all('remedy'),
  };
}
