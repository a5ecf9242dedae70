/** What may be written into an ifcfg file: a closed alphabet, quoted so that no reader expands it (CVE-2011-3364). */
import { AgentError } from '../../../../contract/errors.ts';
import { classifyingKeys } from './boot-view.ts';
import { quoted } from '../../../../contract/quoted.ts';

const keyForm = /^[A-Z][A-Z0-9_]*$/;
const alphabet = /^[A-Za-z0-9._:/ -]*$/;
// A zone index (`fe80::1%br0`) and lists of options (`forward_delay=400`); no reader expands either within single quotes.
const widerAlphabets: ReadonlyMap<string, RegExp> = new Map([
  ['IPV6_DEFAULTGW', /^[A-Za-z0-9._:/ %-]*$/],
  ['BRIDGING_OPTS', /^[A-Za-z0-9._:/ =-]*$/],
]);
const needsNoQuotes = /^[A-Za-z0-9._:/-]*$/;

/** Whether `writeAssignment` takes the value for this key. */
export function isWritable(key: string, value: string): boolean {
  if (!keyForm.test(key) || !(widerAlphabets.get(key) ?? alphabet).test(value)) return false;
  return !classifyingKeys.some((word) => value.includes(`${word}=`));
}

/**
 * `KEY=value`, unindented and bare, so that grep finds it; in single quotes where the value needs them. Throws Refused
 * for a key or a value with other characters.
 */
export function writeAssignment(key: string, value: string): string {
  if (!isWritable(key, value)) {
    throw new AgentError('Refused', `the value for ${quoted(key)} cannot be written safely; use a plain value`);
  }
  return needsNoQuotes.test(value) ? `${key}=${value}` : `${key}='${value}'`;
}
