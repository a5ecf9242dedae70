import assert from 'node:assert/strict';
import { places, supplicantInterface } from '../../../../src/backends/dependents/places.ts';

/** What the reader of `path` finds: `line interface role`. */
function found(path: string, text: string): string[] {
  const place = places.find(({ files }) => files.includes(path));
  assert.ok(place, path);
  return place.read(text).map((one) => `${one.line} ${one.interface} ${one.role}`);
}

const cases: readonly (readonly [path: string, text: string, ...expected: string[]])[] = [
  ['/etc/radvd.conf', '# interface eth9 {\ninterface eth0\n{\n  AdvSendAdvert on; # interface eth8\n};', '2 eth0 uses'],
  ['/etc/radvd.conf', 'interface eth0{AdvSendAdvert on;};interface eth1 {', '1 eth0 uses'],
  [
    '/etc/keepalived/keepalived.conf',
    `vrrp_instance A {
      interface eth0
      ! interface eth9
      auth_pass interface
      track_interface {
        eth1 weight -10
        eth2
      }
      virtual_ipaddress { 192.0.2.100/24 dev eth3 label eth3:1 }
      track_interface { eth4 }
      priority 100
    }`,
    '2 eth0 uses',
    '6 eth1 uses',
    '7 eth2 uses',
    '9 eth3 uses',
    '10 eth4 uses',
  ],
  [
    '/etc/chrony.conf',
    '#hwtimestamp *\nHWTimestamp eth0 minpoll 1\nbindacqdevice eth1',
    '2 eth0 goes-on',
    '3 eth1 uses',
  ],
  ['/etc/ntp.conf', 'interface ignore wildcard\ninterface listen eth0', '1 wildcard leaves-out', '2 eth0 uses'],
  [
    '/etc/dnsmasq.conf',
    '#interface=eth9\ninterface=eth0,eth1 # LAN\nexcept-interface = eth2\nserver=192.0.2.1@eth3',
    '2 eth0 uses',
    '2 eth1 uses',
    '3 eth2 leaves-out',
  ],
  ['/etc/sysconfig/dhcpd', '# DHCPDARGS=eth9\nDHCPDARGS="-4 eth0 eth1"', '2 -4 uses', '2 eth0 uses', '2 eth1 uses'],
  ['/etc/default/isc-dhcp-server', "INTERFACESv4='eth0'\nINTERFACESv6=", '1 eth0 uses'],
  [
    '/etc/systemd/system/dhcpd.service',
    'ExecStart=/usr/sbin/dhcpd -f \\\n  --no-pid eth0',
    '1 -f uses',
    '1 --no-pid uses',
    '1 eth0 uses',
  ],
  ['/etc/sysconfig/wpa_supplicant', 'INTERFACES="-ieth0"\nDRIVERS="-Dwired"', '1 eth0 authenticates'],
  ['/etc/lldpd.conf', 'configure system interface pattern eth*,!eth1', '1 eth* goes-on'],
  [
    '/etc/avahi/avahi-daemon.conf',
    '[server]\n;deny-interfaces=eth9\nallow-interfaces=eth0, eth1',
    '3 eth0 uses',
    '3 eth1 uses',
  ],
  ['/etc/samba/smb.conf', '; interfaces = eth9\n  Interfaces = lo \\\n eth0;speed=1', '2 lo uses', '2 eth0 uses'],
  ['/etc/strongswan.conf', 'charon {\n  interfaces_use = eth0\n}', '2 eth0 uses'],
  ['/etc/ptp4l.conf', '[global]\nverbose 1\n[eth0]\n', '1 global uses', '3 eth0 uses'],
  ['/etc/frr/frr.conf', '! interface eth9\ninterface eth0\n ip ospf cost 5', '2 eth0 uses'],
  ['/etc/bird.conf', 'protocol ospf { area 0 { interface "eth0", "eth1"; }; }', '1 eth0 uses', '1 eth1 uses'],
  ['/etc/igmpproxy.conf', 'phyint eth0 upstream ratelimit 0', '1 eth0 uses'],
  ['/etc/hostapd/hostapd.conf', 'interface=eth0\nwpa_passphrase=interface=eth9', '1 eth0 uses'],
];

describe('the configuration of a program that names interfaces', () => {
  for (const [path, text, ...expected] of cases) {
    it(`is read by its own structure: ${path}, ${JSON.stringify(text.slice(0, 24))}`, () => {
      assert.deepEqual(found(path, text), expected);
    });
  }

  it('yields no name that an interface cannot have, so that no secret is kept', () => {
    assert.deepEqual(found('/etc/hostapd/hostapd.conf', 'interface=$(cat /etc/shadow)'), []);
    assert.deepEqual(found('/etc/radvd.conf', `interface ${'x'.repeat(40)} {`), []);
  });

  it('is a file name for wpa_supplicant', () => {
    assert.equal(supplicantInterface('wpa_supplicant-wired-eth0.conf'), 'eth0');
    assert.equal(supplicantInterface('wpa_supplicant-eth0.conf'), 'eth0');
    assert.equal(supplicantInterface('wpa_supplicant.conf'), undefined);
  });
});
