/** /etc/sysconfig/static-routes and static-routes-ipv6 (initscripts: init.d/network, ifup-ipv6). */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { renamedDevice } from '../../ifcfg/ip-words.ts';
import type { TextFile } from '../../ifcfg/routing-file.ts';

/** route(8): what takes a word behind it. */
const withValue = new Set(['net', 'host', 'netmask', 'gw', 'metric', 'mss', 'window', 'irtt']);
const alone = new Set(['reject', 'mod', 'dyn', 'reinstate']);

/**
 * The text with `to` in place of device `from`. A line begins with the device that it is for, or with `any` before words for
 * route(8). Throws Refused for a line with the device's name that is not understood.
 */
export function movedStaticRoutes(file: TextFile, from: string, to: string): string {
  const move = (line: string): string => {
    const words = line.split(/[ \t]+/);
    const named = words.some((word) => renamedDevice(word, from, to) !== word);
    if (!named || /^[ \t]*#/.test(line)) return line;
    const at = deviceIn(line);
    if (at === undefined) throw notUnderstood(file, line);
    const device = /^[^ \t]+/.exec(line.slice(at))?.[0] ?? '';
    return line.slice(0, at) + renamedDevice(device, from, to) + line.slice(at + device.length);
  };
  return file.text.split('\n').map(move).join('\n');
}

/** The index at which the line's device begins. */
function deviceIn(line: string): number | undefined {
  if (!/^[\w .:/\t-]+$/.test(line) || /^[ \t]/.test(line)) return undefined;
  if (!/^any[ \t]/.test(line)) return 0;
  const words = [...line.matchAll(/[^ \t]+/g)].slice(1);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]?.[0] ?? '';
    if (withValue.has(word)) index += 1;
    else if (word === 'dev') return words[index + 1]?.index;
    else if (!alone.has(word)) return index === words.length - 1 ? words[index]?.index : undefined;
  }
  return undefined;
}

function notUnderstood({ name }: TextFile, line: string): AgentError {
  const what = quoted(line.trim());
  return new AgentError(
    'Refused',
    `${quoted(name)} has a line that cannot be moved safely: ${what}; correct or remove it`,
  );
}
