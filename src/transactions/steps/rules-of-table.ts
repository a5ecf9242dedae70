/** What is said of a firewall's rules that are others by now. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';

/** @param place such as `iptables filter INPUT`. */
export function changedMeanwhile(place: string): AgentError {
  const text = `the rules of ${quoted(place)} were changed outside bridgehead meanwhile; call again`;
  return new AgentError('Conflict', text);
}

/** @param wrong how many of ours are otherwise than the step made them. @returns undefined for none. */
export function differenceOf(wrong: number, place: string, action: 'add' | 'remove'): string | undefined {
  if (wrong === 0) return undefined;
  return `${wrong} of our rules in ${quoted(place)} are ${action === 'add' ? 'gone' : 'there again'}`;
}
