/** The rule that lets every bridged frame pass (iptables-extensions(8): physdev). */
export const acceptRule = ['-m', 'physdev', '--physdev-is-bridged', '-j', 'ACCEPT'] as const;

export const acceptText = acceptRule.join(' ');

/**
 * Whether a rule accepts bridged frames, whatever it asks before: ours in the tables `filter` and `nat` do. The twins of the
 * host's own rules, which are rules of ours too, do not.
 */
export function isAcceptRule(words: readonly string[]): boolean {
  return words.join(' ').endsWith(acceptText);
}
