/** What may be written into an ifcfg file: a closed alphabet, quoted so that no reader expands it (CVE-2011-3364). */
import { AgentError } from '../../../contract/errors.ts';
import { quoted } from '../../../contract/quoted.ts';
import { classifyingKeys } from '../../../ifcfg/readers/network-service.ts';
import * as ifcfg from '../../../ifcfg/written.ts';

const keyForm = /^[A-Z][A-Z0-9_]*$/;
const alphabet = /^[A-Za-z0-9._:/ -]*$/;
// A zone index (`fe80::1%br0`) and lists of options (`forward_delay=400`); no reader expands either within single quotes.
const widerAlphabets: ReadonlyMap<string, RegExp> = new Map([
  ['IPV6_DEFAULTGW', /^[A-Za-z0-9._:/ %-]*$/],
  ['BRIDGING_OPTS', /^[A-Za-z0-9._:/ =-]*$/],
]);

/** Whether `writeAssignment` takes the value for this key. */
export function isWritable(key: string, value: string): boolean {
  if (!keyForm.test(key) || !(widerAlphabets.get(key) ?? alphabet).test(value)) return false;
  return !classifyingKeys.some((word) => value.includes(`${word}=`));
}

/** Throws Refused for a key or a value with other characters. */
export function requireWritable(key: string, value: string): void {
  if (isWritable(key, value)) return;
  throw new AgentError('Refused', `the value for ${quoted(key)} cannot be written safely; use a plain value`);
}

/** `KEY=value`, unindented, so that grep finds it; in single quotes where the value needs them. Throws as `requireWritable`. */
export function writeAssignment(key: string, value: string): string {
  requireWritable(key, value);
  return ifcfg.writeAssignment(key, value, '\n');
}
