/** A rule's twin: the same rule, with a bridge in place of its uplink. */
import type { NamingRule } from '../../model/host-firewall.ts';
import { rewritten } from './nft-lookups.ts';
import { isNamed, type Move } from './shared/move.ts';
import { wordsOf } from './words.ts';

/** The text of the twin, in the form of NamingRule.text. Lookups in named sets stay as they are. */
export function twinText({ program, text }: NamingRule, { uplink, bridge }: Move): string {
  if (program !== 'nft') return twinLine(text, { uplink, bridge });
  return JSON.stringify(rewritten(JSON.parse(text), (name) => isNamed(name, uplink) && !isNamed(name, bridge), bridge));
}

/** A rule as iptables-save prints it, with all but the interface's name kept byte for byte. */
function twinLine(line: string, { uplink, bridge }: Move): string {
  const words = wordsOf(line);
  let text = '';
  let from = 0;
  for (const [at, { text: name, start, end }] of words.entries()) {
    const [negation, option] = [words[at - 2], words[at - 1]];
    const isOption = option !== undefined && !option.quoted && ['-i', '-o'].includes(option.text);
    if (!isOption || negation?.text === '!' || negation?.text === '--comment') continue;
    if (!isNamed(name, uplink) || isNamed(name, bridge)) continue;
    text += line.slice(from, start) + bridge;
    from = end;
  }
  return text + line.slice(from);
}
