import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { globalAddresses, linkOf } from '../../lab/agent-host/kernel.ts';
import { answersLan, expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { becomeNetworkManagerHost, isConnected, profilesFolder } from '../../lab/network-manager/only-stack.ts';
import { statesOf, withoutSilence } from './looks.ts';

/**
 * What is done to the host, a check that fails then, and the command; `$profiles` and `$run` are folders of the host. NetworkManager
 * itself plugs a card in again, and makes a link again, as long as it has their profiles.
 */
const damages: readonly (readonly [what: string, check: string, command: string])[] = [
  ['the bridge’s profile is gone', 'config-bridge', 'rm $profiles/br0.nmconnection'],
  ['the port’s file can be read by others', 'config-interface', 'chmod 644 $profiles/uplink.nmconnection'],
  [
    'the port’s profile is a card’s again',
    'config-interface',
    'nmcli con mod uplink connection.master "" connection.slave-type "" ipv4.method manual ipv4.addresses 192.0.2.10/24',
  ],
  [
    'another profile would have the card at boot',
    'config-conflict',
    'nmcli con add type ethernet ifname eth0 con-name rival connection.autoconnect-priority 5',
  ],
  ['the card has the host’s address back', 'addresses', 'ip addr add 192.0.2.10/24 dev eth0'],
  [
    'NetworkManager only watches the bridge',
    'networkmanager',
    'service NetworkManager stop && rm -r $run/devices && service NetworkManager start',
  ],
  ['the bridge and its profile are gone', 'bridge', 'nmcli con delete br0'],
];

describe('RepairBridge on a host that NetworkManager keeps', () => {
  const host = useAgentHost({ noAgent: true });

  before('NetworkManager has brought it up', async () => {
    await becomeNetworkManagerHost(host.lab);
    await host.startAgent();
    await host.create();
  });

  for (const [what, check, command] of damages) {
    it(`makes it right again: ${what}`, async () => {
      const folders = `profiles='${host.lab.path(profilesFolder)}' run='${host.lab.path('/run/NetworkManager')}'`;
      await host.lab.hostOk(['sh', '-c', `${folders}; ${command}`]);
      const ill = await verify(host).catch(() => undefined);
      assert.ok(ill?.failed.some((one) => one.check === check) ?? check === 'bridge', JSON.stringify(ill?.failed));
      const heard = await Promise.all(hostAddresses.map((address) => answersLan(host.lab, address)));
      const repair = () => host.change('RepairBridge', ['br0', {}]);
      const { plan, warnings } = heard.includes(false) ? await repair() : await silently(repair);
      const told = JSON.stringify([plan.map(({ title }) => title), warnings]);
      for (const device of ['br0', 'eth0']) await isConnected(host.lab, device);
      assert.deepEqual((await verify(host)).failed, [], told);
      const has = globalAddresses(await linkOf(host.lab, 'br0'));
      for (const address of ['192.0.2.10/24', '2001:db8:1::10/64']) assert.ok(has.includes(address), told);
      for (const address of hostAddresses) await expectAnswer(host.lab, address);
    });
  }

  async function silently<Result>(change: () => Promise<Result>): Promise<Result> {
    const results: Result[] = [];
    await withoutSilence(host, async () => results.push(await change()));
    const [result] = results;
    assert.ok(result !== undefined);
    return result;
  }

  it('comes up with the bridge at a boot', async () => {
    await host.lab.reboot();
    for (const device of ['br0', 'eth0']) await isConnected(host.lab, device);
    assert.deepEqual(await statesOf(host, 'br0', 'eth0'), ['connected', 'connected']);
  });
});
