/** How the network scripts read yes, no and BOOTPROTO (initscripts: functions, is_true and is_false; ifup-eth). */

/** Whether a value switches something on, in any of the words that one of the readers takes. */
export function isTrue(value: string | undefined): boolean {
  return /^(t|true|y|yes|1|on)$/i.test(value ?? '');
}

/** Whether a value switches something off; an absent value does neither. */
export function isFalse(value: string | undefined): boolean {
  return /^(f|false|n|no|0|off)$/i.test(value ?? '');
}

/** Whether BOOTPROTO gets the IPv4 address from a DHCP server: then ifup doesn't look at IPADDR and its like. */
export function isDhcp(value: string | undefined): boolean {
  return value?.toLowerCase() === 'dhcp';
}
