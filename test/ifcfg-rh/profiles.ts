/** Cards as Red Hat's installer and administrators describe them in ifcfg files, and what a bridge's profile has beside theirs. */

export interface Host {
  /** In the folder of network-scripts. */
  readonly files: Readonly<Record<string, string>>;
  /** What nmcli(1) says of the bridge's profile and not of the card's before: what NetworkManager would make otherwise for a bridge. */
  readonly differs?: readonly string[];
  /** It has addresses that are others after a boot: temporary ones (RFC 8981), or a link-local one that was none of the card's. */
  readonly random?: boolean;
  /** NetworkManager turns IPv6 off and on as it takes a device over. */
  readonly turnsIpv6Off?: boolean;
  /** A DHCP server is on the LAN. */
  readonly leased?: boolean;
  /** Lines of NetworkManager's section `main` instead of RHEL 8's. */
  readonly settings?: string;
}

export const uuid = '3c3d0c8e-9b1c-4f0e-8a53-5c0f6f0a7e10';
const head = `TYPE="Ethernet"\nNAME="eth0"\nUUID="${uuid}"\nDEVICE="eth0"\nONBOOT="yes"\n`;
export const ipv4 = 'BOOTPROTO="none"\nDEFROUTE="yes"\nIPADDR="192.0.2.10"\nPREFIX="24"\nGATEWAY="192.0.2.1"\n';
export const ipv6 =
  'IPV6INIT="yes"\nIPV6_AUTOCONF="no"\nIPV6ADDR="2001:db8:1::10/64"\nIPV6_DEFAULTGW="2001:db8:1::1"\n';
export const staticFile = head + ipv4 + ipv6;
const only = (text: string): Host => ({ files: { 'ifcfg-eth0': text } });

export const staticHost = only(`# the uplink\n${staticFile}DNS1="192.0.2.53"\nDOMAIN="lab.example"\n`);

export const hosts: Readonly<Record<string, Host>> = {
  'static addresses': staticHost,
  'addresses by DHCP and by advertisements beside a static one': {
    ...only(`${head}BOOTPROTO=dhcp\nIPV6INIT=yes\nIPV6_AUTOCONF=yes\nIPV6_FAILURE_FATAL=no\nIPV6_ADDR_GEN_MODE=stable-privacy
IPV6ADDR=2001:db8:1::10/64\n`),
    leased: true,
    differs: ['ipv4.dhcp-client-id', 'ipv4.route-metric', 'ipv6.addr-gen-mode', 'ipv6.route-metric', 'ipv6.token'],
    random: true,
  },
  'addresses by DHCP in both families': {
    ...only(`${head}BOOTPROTO=dhcp\nIPV6INIT=yes\nIPV6_AUTOCONF=no\nDHCPV6C=yes\n`),
    leased: true,
    differs: ['ipv4.dhcp-client-id', 'ipv4.route-metric', 'ipv6.dhcp-duid', 'ipv6.dhcp-iaid', 'ipv6.route-metric'],
  },
  'a DHCP client with settings of its own': {
    ...only(`${head}BOOTPROTO=dhcp\nDHCP_CLIENT_ID=ff:00:11:22:33\nDHCP_HOSTNAME=host.lab.example\nDHCP_SEND_HOSTNAME=no
IPV4_DHCP_TIMEOUT=90\nIPV4_REQUIRED_TIMEOUT=5\nPEERDNS=no\nPEERROUTES=yes\nIPV4_ROUTE_METRIC=70\nIPV4_FAILURE_FATAL=yes
DHCP_REJECT_SERVERS=198.51.100.9\n${ipv6}`),
    leased: true,
    differs: ['ipv6.route-metric'],
  },
  'routes as ip(8) has them': {
    files: {
      'ifcfg-eth0': staticFile,
      'route-eth0': '198.51.100.0/24 via 192.0.2.2 dev eth0 metric 50\n# a comment\n203.0.113.0/24 via 192.0.2.3\n',
      'route6-eth0': '2001:db8:2::/48 via 2001:db8:1::2 dev eth0 metric 60\n',
    },
  },
  'routes in variables': {
    files: {
      'ifcfg-eth0': staticFile,
      'route-eth0':
        'ADDRESS0=203.0.113.0\nNETMASK0=255.255.255.0\nGATEWAY0=192.0.2.3\nMETRIC0=33\nOPTIONS0="mtu 1400"\n',
    },
  },
  'rules and a routing table of its own': {
    files: {
      'ifcfg-eth0': `${staticFile}ROUTING_RULE_1="priority 5 from 192.0.2.10/32 table 200"
ROUTING_RULE6_1="priority 6 from 2001:db8:1::10/128 table 200"\n`,
      'route-eth0': '0.0.0.0/0 via 192.0.2.1 table 200\n',
    },
  },
  'several addresses, numbered from none and from 0': {
    files: {
      'ifcfg-eth0': `${head}BOOTPROTO=static\nIPADDR=192.0.2.10\nNETMASK=255.255.255.0\nIPADDR0=192.0.2.11\nPREFIX0=24\nIPADDR2=192.0.2.12
PREFIX2=32\nGATEWAY0=192.0.2.1\nIPV6INIT=yes\nIPV6_AUTOCONF=no\nIPV6ADDR=2001:db8:1::10\nIPV6ADDR_SECONDARIES="2001:db8:1::11/64 2001:db8:1::12/128"
IPV6_DEFAULTGW=fe80::1%eth0\n`,
    },
  },
  'a zone, name servers and what else goes with a connection': only(
    `${staticFile}ZONE=public\nDNS1=192.0.2.53\nDNS2=2001:db8:1::53\nDOMAIN="lab.example example.net"\nIPV6_DOMAIN=six.example
RES_OPTIONS="timeout:3 rotate"\nIPV4_DNS_PRIORITY=10\nIPV6_DNS_PRIORITY=20\nCONNECTION_METERED=no\nMDNS=no\nLLMNR=no
STABLE_ID=machine\nPROXY_METHOD=auto\nPAC_URL=http://192.0.2.1/pac\nBROWSER_ONLY=yes\nARPING_WAIT=1\nHOSTNAME_PRIORITY=7\n`,
  ),
  'an MTU and its hardware address': only(`${staticFile}MTU=1400\nHWADDR=52:54:00:12:34:56\n`),
  'a hardware address of its own': {
    files: { 'ifcfg-eth0': `${staticFile}MACADDR=52:54:00:ab:cd:ef\n` },
  },
  'no device, but a hardware address': only(`${staticFile.replace('DEVICE="eth0"\n', '')}HWADDR=52:54:00:12:34:56\n`),
  'privacy extensions': {
    ...only(
      `${head}${ipv4}IPV6INIT=yes\nIPV6_AUTOCONF=yes\nIPV6_PRIVACY=rfc3041\nIPV6_PRIVACY_PREFER_PUBLIC_IP=yes\nIPV6ADDR=2001:db8:1::10/64\n`,
    ),
    random: true,
  },
  'a token': only(
    `${head}${ipv4}IPV6INIT=yes\nIPV6_AUTOCONF=yes\nIPV6_ADDR_GEN_MODE=eui64\nIPV6_TOKEN=::77\nIPV6ADDR=2001:db8:1::10/64\n`,
  ),
  'settings of the hardware': only(
    `${staticFile}ETHTOOL_OPTS="autoneg on"\nETHTOOL_WAKE_ON_LAN=ignore\nLLDP=no\nAUTOCONNECT_RETRIES=5\nNM_USER_note=kept\n`,
  ),
  'neither UUID nor name': only(staticFile.replace(/^(?:UUID|NAME)=.*\n/gm, '')),
  'a name with spaces, and another one for the file': {
    files: {
      'ifcfg-Uplink_1': staticFile.replace('NAME="eth0"', 'NAME="Uplink of the host"'),
      'route-Uplink_1': '198.51.100.0/24 via 192.0.2.2\n',
    },
  },
  'IPv6 left to the kernel': {
    ...only(`${head}${ipv4}`),
    differs: ['ipv4.route-metric'],
    turnsIpv6Off: true,
  },
  'no IPv6 gateway': only(`${head}${ipv4}IPV6INIT=yes\nIPV6_AUTOCONF=no\nIPV6ADDR=2001:db8:1::10/64\n`),
  'the plugins of RHEL 9': { ...staticHost, settings: 'plugins=keyfile,ifcfg-rh' },
};
