import assert from 'node:assert/strict';
import { parseNetworks } from '../../../src/backends/libvirt-networks.ts';

const nat = `<!-- WARNING: made by libvirt -->
<network>
  <name>default</name>
  <uuid>5f6c0c1e-0000-4000-8000-000000000001</uuid>
  <forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward>
  <bridge name='virbr0' stp='on' delay='0'/>
  <ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip>
  <ip family='ipv6' address='2001:db8:122::1' prefix='64'/>
</network>`;

describe('libvirt’s network files', () => {
  it('tell the bridge, the forward mode and the addresses', () => {
    const addresses = ['192.168.122.1/24', '2001:db8:122::1/64'];
    assert.deepEqual(parseNetworks(nat), [{ name: 'default', bridge: 'virbr0', forward: 'nat', addresses }]);
  });

  it('mean nat by a <forward> without a mode, and isolation without one', () => {
    const of = (inner: string) => parseNetworks(`<network><name>n</name>${inner}</network>`)[0]?.forward;
    assert.equal(of('<forward/>'), 'nat');
    assert.equal(of('<forward dev="eth0"/>'), 'nat');
    assert.equal(of('<forward mode="bridge"/>'), 'bridge');
    assert.equal(of(''), 'isolated');
  });

  it('are read inside the status file of a running network', () => {
    const status = `<networkstatus><class_id bitmap="0-2"/>${nat.replace(/^<!--.*-->\n/, '')}</networkstatus>`;
    assert.equal(parseNetworks(status)[0]?.bridge, 'virbr0');
  });

  it('are passed over where they are something else', () => {
    for (const text of ['', 'no xml <', '<domain><name>x</name></domain>', '<network/>', '<network><name>']) {
      assert.deepEqual(parseNetworks(text), [], text);
    }
  });
});
