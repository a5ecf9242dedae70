import assert from 'node:assert/strict';
import { BootedHost } from '../../lab/booted/booted-host.ts';
import type { OptionValue } from '../../lab/bus-call.ts';
import { enableNames, knowsNames, serversOf, whileAsking } from '../../lab/booted/names.ts';
import { eventually } from '../../lab/eventually.ts';
import { profilesFolder, staticProfile } from '../../lab/network-manager/only-stack.ts';
import { dropIn } from './looks.ts';

describe('NetworkManager on a host that systemd has booted', () => {
  let host: BootedHost;

  before('boot it', async function () {
    this.timeout(1_800_000);
    host = await BootedHost.start({ networkManager: true, names: true });
    await isReady(host);
  });

  after('remove it', async () => {
    await host.stop();
  });

  it('sees the interface that the network service brought up', async () => {
    assert.match((await devices(host)).eth0 ?? '', /^connected/);
  });

  it('leaves interface and bridge alone after a release, across a restart and a reboot', async () => {
    await change(host, 'CreateBridge', ['br0', 'eth0', {}]);
    await assertReleased(host);
    await host.output('systemctl', 'restart', 'NetworkManager');
    await isReady(host);
    await assertReleased(host);
    await host.reboot();
    await isReady(host);
    await assertReleased(host);
  });

  it('manages the interface again after the bridge is deleted', async () => {
    await change(host, 'DeleteBridge', ['br0', {}]);
    await isReady(host);
    assert.equal(await host.file(dropIn()), undefined);
    assert.match((await devices(host)).eth0 ?? '', /^connected/);
  });

  it('is off after a disable, also after a reboot, and on again after the bridge is deleted', async () => {
    await host.output('systemctl', 'disable', 'network.service');
    await change(host, 'CreateBridge', ['br0', 'eth0', { networkmanager: 'disable' }]);
    assert.deepEqual(await states(host), { NetworkManager: 'inactive disabled', network: 'active enabled' });
    await host.reboot();
    assert.deepEqual(await states(host), { NetworkManager: 'inactive disabled', network: 'active enabled' });
    await host.output('ping', '-c1', '-W60', '192.0.2.1');
    await change(host, 'DeleteBridge', ['br0', {}]);
    assert.deepEqual(await states(host), { NetworkManager: 'active enabled', network: 'active disabled' });
  });

  it('is released to a network service that the plan enables, also after a reboot, and the deletion disables it', async () => {
    await change(host, 'CreateBridge', ['br0', 'eth0', {}]);
    assert.deepEqual(await startedAtBoot(host), ['NetworkManager', 'network']);
    await host.reboot();
    await isReady(host);
    await assertReleased(host);
    await host.output('ping', '-c1', '-W60', '192.0.2.1');
    await change(host, 'DeleteBridge', ['br0', {}]);
    assert.deepEqual(await startedAtBoot(host), ['NetworkManager']);
  });

  describe('beside a network service that is an init script', () => {
    before('it replaces the unit', async () => {
      await host.output('rm', '/etc/systemd/system/network.service');
      await host.run(['sh', '-c', 'cat >/etc/init.d/network && chmod 755 /etc/init.d/network'], { input: initScript });
      await host.output('systemctl', 'daemon-reload');
    });

    it('is disabled and the service enabled, although the agent may not write its boot links; Rollback reverses that', async () => {
      const { transaction } = await disable(host);
      assert.deepEqual(await startedAtBoot(host), ['network']);
      assert.deepEqual(await host.call('Rollback', [transaction]), { ok: true, reply: [] });
      assert.deepEqual(await startedAtBoot(host), ['NetworkManager']);
    });

    it('is enabled again by process 1 if the agent is dead', async () => {
      const { transaction } = await disable(host);
      assert.deepEqual(await startedAtBoot(host), ['network']);
      await host.output('systemctl', 'mask', '--runtime', 'bridgehead.service');
      await host.output('systemctl', 'kill', '--signal', 'KILL', 'bridgehead.service');
      const script = `/var/lib/bridgehead/transactions/${transaction}/undo.sh`;
      await host.output('systemd-run', '--wait', '--quiet', '--collect', '/bin/sh', script);
      assert.deepEqual(await startedAtBoot(host), ['NetworkManager']);
      await host.output('systemctl', 'unmask', '--runtime', 'bridgehead.service');
    });
  });

  describe('as RHEL 8 is installed: ifcfg files, which NetworkManager alone reads', () => {
    const plugin = '/usr/lib/NetworkManager/libnm-settings-plugin-ifcfg-rh.so';

    before('the network service is removed', async () => {
      await host.output('rm', '/etc/init.d/network');
      await host.output('systemctl', 'daemon-reload');
      // It is looked for, and with the laboratory's settings NetworkManager does not load it.
      await host.output('touch', plugin);
      await isReady(host);
    });

    it('is not changed, whatever is asked for, because nothing would bring the bridge up at the next boot', async () => {
      const look = () =>
        host.output('sh', '-c', 'cat /etc/sysconfig/network-scripts/*; ip -brief addr; nmcli -t device');
      const before = await look();
      for (const activate of ['live', 'restart', 'boot']) {
        for (const networkmanager of ['release', 'disable', 'unchanged']) {
          const answer = await host.call('CreateBridge', ['br0', 'eth0', { activate, networkmanager }]);
          assert.ok(!answer.ok && answer.errorName.endsWith('.Refused'), JSON.stringify(answer));
          assert.match(answer.errorMessage, /no service 'network' on this host, only NetworkManager/);
          assert.doesNotMatch(answer.errorMessage, /release|disable/);
        }
      }
      assert.equal(await look(), before);
    });

    it('has no interface that can be bridged, and doctor says why', async () => {
      const { stdout } = await host.run(['bridgehead', 'doctor']);
      assert.match(stdout.replace(/\s+/g, ' '), /no service 'network' on this host, only NetworkManager/);
    });
  });

  describe('as it is installed today: a profile in a keyfile, and nothing else', () => {
    before('it boots', async () => {
      await host.output('sh', '-c', 'rm -rf /etc/sysconfig/network-scripts /usr/lib/NetworkManager/libnm-settings-*');
      const write = `umask 077; cat >${profilesFolder}/uplink.nmconnection`;
      // Without a gateway of IPv6: then other lines take the connected routes off the card.
      await host.run(['sh', '-c', write], { input: staticProfile.replace(',2001:db8:1::1', '') });
      await enableNames(host);
      await host.reboot();
      await isReady(host);
    });

    /** NetworkManager goes on with each device, and the host answers. */
    async function assertKept(...names: readonly string[]): Promise<void> {
      const found = await devices(host);
      assert.deepEqual(
        names.map((name) => found[name]),
        names.map(() => 'connected'),
      );
    }

    it('keeps the host behind a bridge, from within the sandbox, while systemd-resolved goes on answering', async () => {
      await knowsNames(host);
      const unanswered = await whileAsking(host, () => change(host, 'CreateBridge', ['br0', 'eth0', {}]));
      await assertKept('br0', 'eth0');
      assert.ok(unanswered.length < 3, unanswered.join());
      assert.deepEqual([await serversOf(host, 'br0'), await serversOf(host, 'eth0')], ['192.0.2.1', '']);
    });

    it('comes up with the bridge at a boot', async () => {
      await host.reboot();
      await isReady(host);
      await assertKept('br0', 'eth0');
      const answer = await host.call('Verify', ['br0', {}]);
      assert.ok(answer.ok && answer.reply[0] === true, JSON.stringify(answer, null, 1));
    });

    it('runs again after an undo by process 1, while the agent is dead', async () => {
      const answer = await host.call('DeleteBridge', ['br0', { 'confirm-within': 600 }]);
      assert.ok(answer.ok, JSON.stringify(answer));
      const { transaction } = answer.reply[0] as { readonly transaction: string };
      await host.output('systemctl', 'mask', '--runtime', 'bridgehead.service');
      await host.output('systemctl', 'kill', '--signal', 'KILL', 'bridgehead.service');
      const script = `/var/lib/bridgehead/transactions/${transaction}/undo.sh`;
      await host.output('systemd-run', '--wait', '--quiet', '--collect', '/bin/sh', script);
      await host.output('systemctl', 'unmask', '--runtime', 'bridgehead.service');
      await isReady(host);
      await assertKept('br0', 'eth0');
      await knowsNames(host);
    });

    it('has its interface back without the bridge', async () => {
      await change(host, 'DeleteBridge', ['br0', {}]);
      await isReady(host);
      await assertKept('eth0');
      await knowsNames(host);
    });
  });
});

/** The header that update-rc.d(8) requires. */
const initScript = `#!/bin/bash
### BEGIN INIT INFO
# Provides:          network
# Required-Start:
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
### END INIT INFO
exec /bin/bash /opt/laboratory/network.sh '' "$1"
`;

async function disable(host: BootedHost): Promise<{ readonly transaction: string }> {
  const answer = await host.call('CreateBridge', ['br0', 'eth0', { networkmanager: 'disable', 'confirm-within': 600 }]);
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.reply[0] as { readonly transaction: string };
}

/** Which of the two services the boot starts. */
async function startedAtBoot(host: BootedHost): Promise<readonly string[]> {
  const words = ['NetworkManager', 'network'].map(async (name) => {
    const { stdout } = await host.run(['systemctl', 'is-enabled', `${name}.service`]);
    return stdout.trim() === 'enabled' ? [name] : [];
  });
  return (await Promise.all(words)).flat();
}

async function change(host: BootedHost, method: string, args: [string, ...(string | Record<string, OptionValue>)[]]) {
  const answer = await host.call(method, args);
  assert.ok(answer.ok, JSON.stringify(answer));
  await host.output('ping', '-c1', '-W60', '192.0.2.1');
}

/** NetworkManager leaves both devices alone, the host answers, and Verify finds it healthy. */
async function assertReleased(host: BootedHost): Promise<void> {
  const { eth0, br0 } = await devices(host);
  assert.deepEqual({ eth0, br0 }, { eth0: 'unmanaged', br0: 'unmanaged' });
  const answer = await host.call('Verify', ['br0', {}]);
  assert.ok(answer.ok && answer.reply[0] === true, JSON.stringify(answer, null, 1));
}

/** The state of each in `nmcli device`. */
async function devices(host: BootedHost): Promise<Readonly<Record<string, string>>> {
  const text = await host.output('nmcli', '-t', '-f', 'DEVICE,STATE', 'device');
  return Object.fromEntries(text.split('\n').map((line) => line.split(':', 2) as [string, string]));
}

async function isReady(host: BootedHost): Promise<void> {
  const startup = async () => (await host.run(['nmcli', '-t', '-f', 'STARTUP', 'general'])).stdout.trim();
  await eventually('NetworkManager has started', async () => (await startup()) === 'started');
}

async function states(host: BootedHost): Promise<Readonly<Record<string, string>>> {
  const rows = ['NetworkManager', 'network'].map(async (name) => {
    const words = await Promise.all(
      ['ActiveState', 'UnitFileState'].map((property) => host.property(`${name}.service`, property)),
    );
    return [name, words.join(' ')] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}
