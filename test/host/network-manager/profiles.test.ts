import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { device } from '../../lab/network-manager/network-manager.ts';
import {
  becomeNetworkManagerHost,
  isConnected,
  profilesFolder,
  staticProfile,
  uplinkUuid,
} from '../../lab/network-manager/only-stack.ts';
import { withoutSilence } from './looks.ts';

/** A profile of another name. */
const named = (id: string, uuid: string, ...keys: readonly string[]): string =>
  staticProfile
    .replace('id=uplink', `id=${id}`)
    .replace(uplinkUuid, uuid)
    .replace('interface-name=eth0\n', keys.map((key) => `${key}\n`).join(''));

/** For any card, and started at boot with a higher priority than the card's own. */
const rival = named('spare', '0f4c1c1e-8d5a-4d1b-9f0e-1d2c3b4a5968', 'autoconnect-priority=5')
  .replace('192.0.2.10', '192.0.2.99')
  .replace('::10/', '::99/');
const idle = named('idle', '7a1d7a52-55b2-4a3c-8a16-0d9c6a1f2e3b', 'interface-name=eth0', 'autoconnect=false');

describe('a card with several profiles of NetworkManager', () => {
  const host = useAgentHost({ noAgent: true });

  before('the one of lower priority is active, which the administrator has activated', async () => {
    await becomeNetworkManagerHost(host.lab);
    await host.lab.writeFile(`${profilesFolder}/spare.nmconnection`, rival, 0o600);
    await host.lab.writeFile(`${profilesFolder}/idle.nmconnection`, idle, 0o600);
    await host.lab.hostOk(['nmcli', 'connection', 'reload']);
    await isConnected(host.lab, 'eth0');
    await host.startAgent();
  });

  it('has the bridge made of the active one, which outranks the other from then on, and is told so', async () => {
    await withoutSilence(host, async () => {
      const { warnings } = await host.create();
      assert.ok(
        warnings.some((text) => /profile 'spare' fits 'eth0' too; .* autoconnect-priority, 6$/.test(text)),
        warnings.join('\n'),
      );
      assert.ok(!warnings.some((text) => text.includes("'idle'")));
    });
    assert.deepEqual((await verify(host)).failed, []);
  });

  it('comes up with the bridge, and not with the other, at a boot that finds nothing in /run', async () => {
    await host.lab.removeFile('/run/NetworkManager');
    await host.lab.reboot();
    for (const name of ['br0', 'eth0']) await isConnected(host.lab, name);
    assert.deepEqual(
      await Promise.all(['br0', 'eth0'].map(async (name) => (await device(host.lab, name))?.connection)),
      ['br0', 'uplink'],
    );
    await host.startAgent();
    assert.deepEqual((await verify(host)).failed, []);
  });

  it('has its profile back byte for byte, with the priority that it had', async () => {
    await withoutSilence(host, () => host.delete());
    assert.equal(await host.lab.readFile(`${profilesFolder}/uplink.nmconnection`), staticProfile);
    assert.equal((await device(host.lab, 'eth0'))?.connection, 'uplink');
  });
});
