/** What of a rule of iptables may be shown to all callers of Verify: comments and addresses may be secrets. */

/** Options whose value is an interface, a protocol, ports or a target. */
const shown = new Set([
  '-i',
  '-o',
  '-p',
  '--dport',
  '--sport',
  '--dports',
  '--sports',
  '-j',
  '-g',
  '--physdev-in',
  '--physdev-out',
]);
const quiet = new Set(['-m']);

/** @param words those after the chain. What is left out shows as `...`. */
export function briefOf(words: readonly string[]): string {
  const said: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const negated = words[at] === '!' ? ['!'] : [];
    at += negated.length;
    const [option = '', value = ''] = words.slice(at, at + 2);
    if (shown.has(option)) said.push(...negated, option, value);
    else if (!quiet.has(option) && said.at(-1) !== '...') said.push('...');
    // The value of any other option may look like an option itself.
    const takesValue =
      shown.has(option) || quiet.has(option) || (words[at + 1] !== '!' && !isOption(option, words[at + 1]));
    if (takesValue) at += 1;
    // Nothing is shown of what follows the target: its own options.
    if (option === '-j' || option === '-g') break;
  }
  return said.join(' ');
}

function isOption(option: string, next: string | undefined): boolean {
  return option !== '--comment' && next?.startsWith('-') === true;
}
