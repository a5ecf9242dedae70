/**
 * Calls of firewalld's D-Bus interface (firewalld.dbus(5)) by busctl(1), and its answers: a signature, then each value; the
 * form that versions without `--json` have too (systemd 219).
 */
import * as v from 'valibot';
import { parseBusctl } from '../../model/busctl-answer.ts';

const name = 'org.fedoraproject.FirewallD1';

/** Arguments of busctl. @param args all of type string. */
export function callWords(part: '' | '.zone', method: string, ...args: readonly string[]): readonly string[] {
  const signature = args.length === 0 ? [] : ['s'.repeat(args.length), ...args];
  return ['call', name, '/org/fedoraproject/FirewallD1', `${name}${part}`, method, ...signature];
}

/** `s "work"`; undefined for anything else. */
export function onlyString(text: string): string | undefined {
  return /^s "([\w/-]*)"$/.exec(text)?.[1];
}

const zonesSchema = v.tuple([v.record(v.string(), v.object({ interfaces: v.optional(v.array(v.string()), []) }))]);

/** Interface → zone in `a{sa{sas}} 1 "work" 1 "interfaces" 2 "eth0" "br0"`; undefined for anything else. */
export function activeZones(text: string): Readonly<Record<string, string>> | undefined {
  const parsed = v.safeParse(zonesSchema, parseBusctl(text));
  if (!parsed.success) return undefined;
  const zones = Object.entries(parsed.output[0]);
  return Object.fromEntries(zones.flatMap(([zone, { interfaces }]) => interfaces.map((member) => [member, zone])));
}
