import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { globalAddresses, linkOf } from '../../lab/agent-host/kernel.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { becomeNetworkManagerHost, isConnected, profilesFolder } from '../../lab/network-manager/only-stack.ts';
import { statesOf, withoutSilence } from './looks.ts';

const addresses = ['192.0.2.10/24', '2001:db8:1::10/64'];

const byHand = `ip link add br0 type bridge forward_delay 0; ip link set br0 address 52:54:00:12:34:56 up
  ip link set eth0 master br0
  for family in -4 -6; do ip $family addr flush dev eth0 scope global; ip $family route flush dev eth0; done
  ip addr add 192.0.2.10/24 dev br0; ip addr add 2001:db8:1::10/64 dev br0 nodad
  ip route replace default via 192.0.2.1 dev br0; ip -6 route replace default via 2001:db8:1::1 dev br0
  ip tuntap add vnet0 mode tap; ip link set vnet0 master br0 up`;

const byClient = `nmcli con modify uplink connection.autoconnect no
  nmcli con add type bridge ifname br0 con-name LAN bridge.stp no ipv4.method manual ipv4.addresses 192.0.2.10/24 \\
    ipv4.gateway 192.0.2.1 ipv6.method manual ipv6.addresses 2001:db8:1::10/64 ipv6.gateway 2001:db8:1::1
  nmcli con add type ethernet ifname eth0 con-name 'LAN port' master br0
  nmcli con up 'LAN port'`;

describe('a bridge that is taken over on a host that NetworkManager keeps', () => {
  const host = useAgentHost({ noAgent: true, fresh: true });

  const names = async (): Promise<string> =>
    (await host.lab.hostOk(['ls', host.lab.path(profilesFolder)])).stdout.trim();

  async function isThere(commands: string): Promise<void> {
    await becomeNetworkManagerHost(host.lab);
    await host.lab.hostOk(['bash', '-ec', commands]);
    const isSettled = async () => (await host.lab.hostOk(['ip', '-6', 'addr', 'show', 'tentative'])).stdout === '';
    await eventually('duplicate address detection is over', isSettled);
    for (const address of hostAddresses) await expectAnswer(host.lab, address);
    await host.startAgent();
  }

  it('was made with ip: NetworkManager has it without a silence, and its card back as it was', async () => {
    await isThere(byHand);
    const uplink = await host.lab.readFile(`${profilesFolder}/uplink.nmconnection`);
    expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'Exists');
    const { transaction } = await host.create({ adopt: true, 'confirm-within': 600 });
    await withoutSilence(host, () => host.reply('Rollback', [transaction]));
    assert.equal((await linkOf(host.lab, 'vnet0')).master, 'br0');
    assert.equal(await names(), 'uplink.nmconnection');
    await withoutSilence(host, () => host.create({ adopt: true }));
    assert.deepEqual(await statesOf(host, 'br0', 'eth0'), ['connected', 'connected']);
    assert.equal((await linkOf(host.lab, 'vnet0')).master, 'br0');
    assert.deepEqual((await verify(host)).failed, []);
    assert.equal((await host.create({ adopt: true })).changed, false);
    await host.lab.hostOk(['ip', 'link', 'del', 'vnet0']);
    await withoutSilence(host, () => host.delete());
    // The bridge also heard a router.
    const has = globalAddresses(await linkOf(host.lab, 'eth0'));
    for (const address of addresses) assert.ok(has.includes(address), JSON.stringify(has));
    assert.equal(await host.lab.readFile(`${profilesFolder}/uplink.nmconnection`), uplink);
    assert.equal(await names(), 'uplink.nmconnection');
  });

  it('was made with nmcli: its profiles stay, and its card has what the bridge had', async () => {
    await isThere(byClient);
    await withoutSilence(host, () => host.create({ adopt: true }));
    assert.deepEqual((await verify(host)).failed, []);
    assert.equal(await names(), 'LAN port.nmconnection\nLAN.nmconnection\nuplink.nmconnection');
    await withoutSilence(host, () => host.delete());
    await isConnected(host.lab, 'eth0');
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'eth0')), addresses);
    assert.equal(await names(), 'LAN port.nmconnection\nuplink.nmconnection');
  });
});
