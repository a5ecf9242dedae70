/** What of a card's [connection] goes with its addresses; all else says how the card itself is used (nm-settings-keyfile(5)). */
export const movedKeys = [
  'zone',
  'stable-id',
  'metered',
  'mdns',
  'llmnr',
  'dns-over-tls',
  'mptcp-flags',
  'gateway-ping-timeout',
  'ip-ping-timeout',
  'ip-ping-addresses',
  'ip-ping-addresses-require-all',
  'secondaries',
] as const;

/** Sections that a port cannot have (libnm: nm-setting-connection.c). */
export const movedGroups = ['ipv4', 'ipv6', 'proxy', 'hostname'] as const;

/** How a profile says that its device is a port. The new names are those of NetworkManager 1.50, which reads the old ones too. */
export const portKeys = { controller: 'master', type: 'slave-type' } as const;
export const newPortKeys = { controller: 'controller', type: 'port-type' } as const;
