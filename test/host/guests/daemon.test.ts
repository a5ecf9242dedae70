import assert from 'node:assert/strict';
import { useGuests } from './guest-host.ts';

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly remedy: string;
}

describe("libvirt's daemon", () => {
  const host = useGuests({ noBridge: true });
  const libvirtd = async (): Promise<readonly unknown[]> => {
    const [, findings] = (await host.reply('Verify', ['br0', {}])) as [boolean, Finding[]];
    const found = findings.find(({ check }) => check === 'libvirtd');
    return [found?.status, found?.remedy];
  };

  before('a guest', async () => {
    await host.libvirt.define('web1');
  });

  it('reloads its networks when a bridge is created, and keeps running', async () => {
    // libvirt: networkStateReload() reads this folder again.
    const text = '<network><name>late</name><forward mode="bridge"/><bridge name="br4"/></network>\n';
    await host.lab.writeFile('/etc/libvirt/qemu/networks/late.xml', text);
    const names = () => host.libvirt.virsh('net-list', '--all', '--name');
    assert.doesNotMatch(await names(), /late/);
    const { plan } = await host.create();
    assert.equal(plan.at(-1)?.title, "reload 'libvirtd'");
    assert.match(await names(), /late/);
  });

  it('must run for a guest to be attached, and the error says how to start it', async () => {
    await host.libvirt.stopDaemon();
    const sentence = await host.refused('CommandFailed', 'AttachGuest', ['web1', 'br0', {}]);
    assert.match(sentence, /'service libvirtd start'/);
    assert.deepEqual(await libvirtd(), ['warn', 'service libvirtd start']);
    await host.libvirt.startDaemon();
    assert.equal((await host.attach('web1')).changed, true);
  });

  it('is not waited for indefinitely if it hangs', async () => {
    await host.libvirt.freeze();
    const sentence = await host.refused('CommandFailed', 'DetachGuest', ['web1', 'br0', {}]);
    assert.match(sentence, /does not answer.*restart 'libvirtd'/);
    assert.deepEqual(await libvirtd(), ['fail', 'service libvirtd restart']);
    await host.libvirt.thaw();
    assert.equal((await host.detach('web1')).changed, true);
  });

  it('may be absent', async () => {
    // A device is no program.
    await host.lab.hostOk(['mount', '--bind', '/dev/null', '/usr/bin/virsh']);
    const sentence = await host.refused('Unsupported', 'AttachGuest', ['web1', 'br0', {}]);
    assert.match(sentence, /'virsh'/);
    assert.deepEqual(await libvirtd(), ['skip', '']);
    await host.lab.hostOk(['umount', '/usr/bin/virsh']);
  });
});
