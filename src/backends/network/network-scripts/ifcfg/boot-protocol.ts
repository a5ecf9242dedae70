/** What BOOTPROTO says (initscripts: ifup-eth). */

/** Whether the IPv4 address comes from a DHCP server: then ifup doesn't look at IPADDR and its like. */
export function isDhcp(value: string | undefined): boolean {
  return value?.toLowerCase() === 'dhcp';
}
