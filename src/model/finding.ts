/** Verify's findings, and functions that make them. */
import { listOf } from '../contract/list-of.ts';

export const checks = [
  'bridge',
  'mac',
  'interface-in-bridge',
  'not-nat-bridge',
  'carrier',
  'addresses',
  'default-route',
  'gateway',
  'mtu',
  'stp',
  'config-bridge',
  'config-interface',
  'config-conflict',
  'config-service',
  'networkmanager',
  'xen',
  'host-firewall',
  'sysctls',
  'bridged-traffic',
  'bridged-traffic-at-boot',
  'libvirtd',
  'guests',
] as const;
export type Check = (typeof checks)[number];

export type FindingStatus = 'pass' | 'warn' | 'fail' | 'skip';

export interface Finding {
  readonly check: Check;
  readonly status: FindingStatus;
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  /** What the administrator can do; empty if nothing is wrong. */
  readonly remedy: string;
}

interface Comparison {
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
}

/** `pass` if expected and found are equal, else `fail` with the remedy. */
export function compare(check: Check, comparison: Comparison): Finding {
  const same = comparison.expected === comparison.found;
  return { check, status: same ? 'pass' : 'fail', ...comparison, remedy: same ? '' : comparison.remedy };
}

export function pass(check: Check, message: string, found: string): Finding {
  return { check, status: 'pass', message, expected: found, found, remedy: '' };
}

/** It works, but not as it should, or not for long. */
export function warn(check: Check, comparison: Comparison): Finding {
  return { check, status: 'warn', ...comparison };
}

export function fail(check: Check, comparison: Comparison): Finding {
  return { check, status: 'fail', ...comparison };
}

/** There is nothing to check. */
export function skip(check: Check, reason: string): Finding {
  return { check, status: 'skip', message: reason, expected: '', found: '', remedy: '' };
}

/** One finding for several of the same check: the first, unless some of them do not pass; then all those, the worst first. */
export function together(first: Finding, others: readonly Finding[]): Finding {
  const bad = [first, ...others].filter(({ status }) => status === 'fail' || status === 'warn');
  if (others.length === 0 || bad.length === 0) return first;
  const problems = bad.map(({ status, ...rest }): Problem => ({
    ...rest,
    status: status === 'fail' ? 'fail' : 'warn',
  }));
  return findingOf(first.check, problems, first);
}

/** One of several problems of the same check. */
export interface Problem extends Comparison {
  readonly status: 'warn' | 'fail';
}

/** A problem that breaks the next boot. */
export function failure(message: string, expected: string, found: string, remedy: string): Problem {
  return { status: 'fail', message, expected, found, remedy };
}

/** A problem that breaks nothing. */
export function warning(message: string, expected: string, found: string, remedy: string): Problem {
  return { status: 'warn', message, expected, found, remedy };
}

/** One finding for all problems of the check, the worst first; `passed` if there are none. */
export function findingOf(
  check: Check,
  problems: readonly Problem[],
  passed: Pick<Finding, 'message' | 'found'>,
): Finding {
  return problems.length > 0 ? { check, ...joined(problems) } : pass(check, passed.message, passed.found);
}

function joined(problems: readonly Problem[]): Problem {
  const worstFirst = [...problems].sort((one, other) => one.status.localeCompare(other.status));
  const all = (key: keyof Comparison): string =>
    listOf(
      worstFirst.map((problem) => problem[key]),
      { most: 16, between: '; ', last: '; ' },
    );
  return {
    status: worstFirst[0]?.status ?? 'warn',
    message: all('message'),
    expected: all('expected'),
    found: all('found'),
    remedy: all('remedy'),
  };
}
