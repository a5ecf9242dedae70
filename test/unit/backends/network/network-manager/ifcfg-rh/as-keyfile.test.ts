import assert from 'node:assert/strict';
import { asKeyfile } from '../../../../../../src/backends/network/network-manager/ifcfg-rh/reading/as-keyfile.ts';
import { legacyUuid } from '../../../../../../src/backends/network/network-manager/ifcfg-rh/reading/legacy-uuid.ts';
import { isKeptOff } from '../../../../../../src/backends/network/network-manager/ifcfg-rh/reading/values.ts';
import { parseKeyfile } from '../../../../../../src/backends/network/network-manager/keyfile/keyfile.ts';
import { ifcfgFate } from '../../../../../../src/backends/network/network-manager/read-ifcfg.ts';
import { folder } from '../../../../support/host.ts';

const read = (text: string, group: string, key: string): string | undefined =>
  parseKeyfile(asKeyfile(`${folder}/ifcfg-eth0`, text))?.get(group, key);

describe('an ifcfg file as NetworkManager reads it', () => {
  it('has the methods of both families', () => {
    const methods = (text: string) => ['ipv4', 'ipv6'].map((group) => read(text, group, 'method'));
    assert.deepEqual(methods('BOOTPROTO=dhcp\nIPV6INIT=yes\n'), ['auto', 'auto']);
    assert.deepEqual(methods('BOOTPROTO=none\n'), ['disabled', 'ignore']);
    assert.deepEqual(methods('IPADDR=192.0.2.1\nIPV6_DISABLED=yes\n'), ['manual', 'disabled']);
    assert.deepEqual(methods('BOOTPROTO=autoip\nIPV6INIT=yes\nIPV6_AUTOCONF=no\n'), ['link-local', 'link-local']);
    assert.deepEqual(methods('IPV6INIT=yes\nIPV6_AUTOCONF=no\nIPV6ADDR=2001:db8::1\n'), ['disabled', 'manual']);
    assert.deepEqual(methods('IPV6INIT=yes\nIPV6FORWARDING=yes\nDHCPV6C=yes\n'), ['disabled', 'dhcp']);
    assert.deepEqual(methods('BRIDGE=br0\nBOOTPROTO=dhcp\n'), [undefined, undefined]);
  });

  it('has prefixes by mask and by class, and the gateway beside an address', () => {
    const text = 'IPADDR=10.0.0.1\nIPADDR1=192.0.2.1\nNETMASK1=255.255.255.128\nGATEWAY1=192.0.2.126\n';
    assert.equal(read(text, 'ipv4', 'address1'), '10.0.0.1/8');
    assert.equal(read(text, 'ipv4', 'address2'), '192.0.2.1/25');
    assert.equal(read(text, 'ipv4', 'gateway'), '192.0.2.126');
    assert.equal(read('BOOTPROTO=dhcp\nGATEWAY=192.0.2.1\n', 'ipv4', 'gateway'), undefined);
    const six = 'IPV6INIT=yes\nIPV6ADDR=2001:db8::1\nIPV6_DEFAULTGW=fe80::1%eth0\n';
    assert.deepEqual([read(six, 'ipv6', 'address1'), read(six, 'ipv6', 'gateway')], ['2001:db8::1/64', 'fe80::1']);
  });

  it('is for a bridge, a card or something else, and has a delay with STP alone', () => {
    const bridge = (more: string) => ['stp', 'forward-delay'].map((key) => read(`TYPE=bridge\n${more}`, 'bridge', key));
    assert.deepEqual(bridge('DELAY=4\n'), ['false', undefined]);
    assert.deepEqual(bridge('STP=on\nDELAY=4\n'), ['true', '4']);
    const types = ['', 'TYPE=Vlan\n', 'BONDING_OPTS=mode=1\n', 'DEVICETYPE=Team\n'];
    assert.deepEqual(
      types.map((text) => read(text, 'connection', 'type')),
      ['ethernet', 'vlan', 'bond', 'team'],
    );
  });

  it('has a name and a UUID made of the file’s where it gives none', () => {
    const [id, uuid] = ['id', 'uuid'].map((key) => read('DEVICE=eth0\n', 'connection', key));
    assert.deepEqual([id, uuid], ['System eth0', legacyUuid(`${folder}/ifcfg-eth0`)]);
    // As every RHEL host has it for this file.
    assert.equal(uuid, '5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03');
  });

  it('is none of its own with NM_CONTROLLED=no', () => {
    assert.deepEqual(['NM_CONTROLLED=no\n', 'NM_CONTROLLED="yes"\n', ''].map(isKeptOff), [true, false, false]);
  });
});

describe('what NetworkManager’s configuration says of ifcfg files', () => {
  it('is that it reads, migrates or ignores them, by itself or by default', () => {
    assert.equal(ifcfgFate('[main]\n# plugins=ifcfg-rh\n# migrate-ifcfg-rh=false\nrc-manager=symlink\n'), 'read');
    assert.equal(ifcfgFate('[main]\nplugins=keyfile,ifcfg-rh\nmigrate-ifcfg-rh=true\n'), 'migrated');
    assert.equal(ifcfgFate('[main]\n# plugins=ifcfg-rh\n# migrate-ifcfg-rh=true\n'), 'migrated');
    assert.equal(ifcfgFate('[main]\nplugins=keyfile\n'), 'ignored');
    assert.equal(ifcfgFate('[main]\n# plugins=\n[logging]\nmigrate-ifcfg-rh=true\n'), 'read');
  });
});
