/** Where programs keep what binds them to an interface. Known places only: nothing is searched, and includes are not followed. */
import { readAssignments, readSections } from './assignments.ts';
import { readWords, type Reader } from './line-words.ts';
import { readScript } from './script-words.ts';

export interface Place {
  readonly program: string;
  readonly files: readonly string[];
  /** Folders whose files with this ending count too. */
  readonly folders?: readonly { readonly path: string; readonly ending: string }[];
  readonly read: Reader;
}

const shell = (...keys: string[]): Reader =>
  readAssignments({ comments: '#', keys: Object.fromEntries(keys.map((key) => [key, 'uses'])) });

/** systemd.service(5); Red Hat's dhcpd is told its interfaces in a copy of its unit. */
const unitArguments = readAssignments({ comments: '#;', keys: { execstart: 'uses' } });

export const places: readonly Place[] = [
  {
    program: 'dhcpd',
    files: ['/etc/sysconfig/dhcpd', '/etc/sysconfig/dhcpd6', '/etc/default/isc-dhcp-server'],
    read: shell('dhcpdargs', 'interfaces', 'interfacesv4', 'interfacesv6'),
  },
  {
    program: 'dhcpd',
    files: ['/etc/systemd/system/dhcpd.service', '/etc/systemd/system/dhcpd6.service'],
    read: unitArguments,
  },
  {
    program: 'dhcrelay',
    files: ['/etc/sysconfig/dhcrelay', '/etc/default/isc-dhcp-relay'],
    read: shell('interfaces', 'options'),
  },
  {
    program: 'radvd',
    files: ['/etc/radvd.conf'],
    read: readWords({ comments: '#', directives: { interface: 'uses' } }),
  },
  {
    program: 'dnsmasq',
    files: ['/etc/dnsmasq.conf'],
    folders: [{ path: '/etc/dnsmasq.d', ending: '' }],
    read: readAssignments({
      comments: '#',
      keys: {
        interface: 'uses',
        'bridge-interface': 'uses',
        'except-interface': 'leaves-out',
        'no-dhcp-interface': 'leaves-out',
        'no-dhcpv4-interface': 'leaves-out',
        'no-dhcpv6-interface': 'leaves-out',
      },
    }),
  },
  {
    program: 'keepalived',
    files: ['/etc/keepalived/keepalived.conf'],
    folders: [{ path: '/etc/keepalived/conf.d', ending: '.conf' }],
    read: readWords({
      comments: '#!',
      directives: { interface: 'uses', dev: 'uses', lvs_sync_daemon: 'uses', lvs_sync_daemon_interface: 'uses' },
      blocks: ['track_interface'],
      anywhere: true,
    }),
  },
  {
    program: 'chronyd',
    files: ['/etc/chrony.conf', '/etc/chrony/chrony.conf'],
    folders: [
      { path: '/etc/chrony.d', ending: '.conf' },
      { path: '/etc/chrony/conf.d', ending: '.conf' },
    ],
    read: readWords({
      comments: '#%;!',
      directives: { bindacqdevice: 'uses', binddevice: 'uses', bindcmddevice: 'uses', hwtimestamp: 'goes-on' },
    }),
  },
  {
    program: 'ntpd',
    files: ['/etc/ntp.conf', '/etc/ntpsec/ntp.conf'],
    read: readWords({
      comments: '#',
      directives: {
        'interface listen': 'uses',
        'interface ignore': 'leaves-out',
        'interface drop': 'leaves-out',
        'nic listen': 'uses',
        'nic ignore': 'leaves-out',
        'nic drop': 'leaves-out',
      },
    }),
  },
  { program: 'ptp4l', files: ['/etc/ptp4l.conf', '/etc/linuxptp/ptp4l.conf'], read: readSections },
  {
    program: 'ptp4l',
    files: ['/etc/sysconfig/ptp4l'],
    read: shell('options'),
  },
  {
    program: 'lldpd',
    files: ['/etc/lldpd.conf'],
    folders: [{ path: '/etc/lldpd.d', ending: '.conf' }],
    read: readWords({ comments: '#', directives: { 'configure system interface pattern': 'goes-on' } }),
  },
  {
    program: 'lldpd',
    files: ['/etc/sysconfig/lldpd', '/etc/default/lldpd'],
    read: goingOn('lldpd_options', 'daemon_args'),
  },
  {
    program: 'hostapd',
    files: ['/etc/hostapd/hostapd.conf'],
    read: readAssignments({ comments: '#', keys: { interface: 'uses' } }),
  },
  {
    program: 'avahi-daemon',
    files: ['/etc/avahi/avahi-daemon.conf'],
    read: readAssignments({ comments: '#;', keys: { 'allow-interfaces': 'uses', 'deny-interfaces': 'leaves-out' } }),
  },
  {
    program: 'samba',
    files: ['/etc/samba/smb.conf'],
    read: readAssignments({ comments: '#;', keys: { interfaces: 'uses' } }),
  },
  {
    program: 'strongswan',
    files: ['/etc/strongswan.conf', '/etc/strongswan.d/charon.conf', '/etc/strongswan/strongswan.d/charon.conf'],
    read: readAssignments({ comments: '#', keys: { interfaces_use: 'uses', interfaces_ignore: 'leaves-out' } }),
  },
  {
    program: 'wpa_supplicant',
    files: ['/etc/sysconfig/wpa_supplicant'],
    read: readAssignments({ comments: '#', keys: { interfaces: 'authenticates' } }),
  },
  {
    program: 'frr',
    files: ['/etc/frr/frr.conf', '/etc/quagga/zebra.conf'],
    read: readWords({ comments: '!#', directives: { interface: 'uses' } }),
  },
  {
    program: 'bird',
    files: ['/etc/bird.conf', '/etc/bird/bird.conf'],
    read: readWords({ comments: '#', directives: { interface: 'uses' }, anywhere: true }),
  },
  {
    program: 'igmpproxy',
    files: ['/etc/igmpproxy.conf'],
    read: readWords({ comments: '#', directives: { phyint: 'uses' } }),
  },
  {
    // NetworkManager-dispatcher(8).
    program: 'the dispatcher of NetworkManager',
    files: [],
    folders: ['', '/pre-up.d', '/pre-down.d', '/no-wait.d'].map((folder) => ({
      path: `/etc/NetworkManager/dispatcher.d${folder}`,
      ending: '',
    })),
    read: readScript,
  },
];

/** lldpd's own arguments: on a bridge's port it hears and sends the same as before (IEEE 802.1AB, reserved addresses). */
function goingOn(...keys: string[]): Reader {
  return readAssignments({ comments: '#', keys: Object.fromEntries(keys.map((key) => [key, 'goes-on'])) });
}

/** Files whose names name the interface: `wpa_supplicant-wired-eth0.conf` (wpa_supplicant-wired@.service). */
export const supplicantFolder = '/etc/wpa_supplicant';

/** The interface that a file in that folder is for. */
export function supplicantInterface(name: string): string | undefined {
  return /^wpa_supplicant-(?:wired-|nl80211-)?(.+)\.conf$/.exec(name)?.[1];
}
