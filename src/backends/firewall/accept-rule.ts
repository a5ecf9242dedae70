/** The rule that lets every bridged frame pass (iptables-extensions(8): physdev). */
export const acceptRule = ['-m', 'physdev', '--physdev-is-bridged', '-j', 'ACCEPT'] as const;

export const acceptText = acceptRule.join(' ');
