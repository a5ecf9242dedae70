import assert from 'node:assert/strict';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { installNetworkManager } from '../../lab/network-manager/network-manager.ts';

const eth0 = `DEVICE=eth0
HWADDR=52:54:00:12:34:56
BOOTPROTO="DHCP"
ONBOOT=yes
IPADDR=192.0.2.10
PREFIX=24
GATEWAY=192.0.2.1
IPV6INIT=yes
IPV6ADDR=2001:db8:1::10/64
IPV6_DEFAULTGW=2001:db8:1::1
IPV6_AUTOCONF=no
`;

describe('BOOTPROTO="DHCP", which is static to ifup', () => {
  const host = useAgentHost({ fresh: true, files: { [`${scripts}/ifcfg-eth0`]: eth0 } });

  for (const activate of ['live', 'boot']) {
    it(`is static for the bridge too, with activate ${activate}, and the next boot gives it the address`, async () => {
      await host.create({ activate });
      const text = await host.script('ifcfg-br0');
      assert.match(text, /^BOOTPROTO=none$/m);
      assert.match(text, /^IPADDR=192\.0\.2\.10$/m);
      await host.lab.reboot();
      const { addr_info: addresses } = await linkOf(host.lab, 'br0');
      assert.ok(addresses.some(({ local }) => local === '192.0.2.10'));
    });
  }

  it('is a Conflict where a NetworkManager that reads such files may have the interface', async () => {
    await installNetworkManager(host.lab);
    await host.lab.hostOk(['chkconfig', 'NetworkManager', 'on']);
    await host.lab.writeFile('/usr/lib64/NetworkManager/libnm-settings-plugin-ifcfg-rh.so', '');
    const args = ['br0', 'eth0', { activate: 'boot' }] as const;
    const sentence = await expectRefusal(host, 'Conflict', 'CreateBridge', args);
    assert.match(sentence, /BOOTPROTO to 'DHCP'.*static to ifup.*dhcp to NetworkManager/);
  });
});
