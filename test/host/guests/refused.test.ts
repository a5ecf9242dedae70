import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { guestMac } from '../../lab/guests/domain-xml.ts';
import { useGuests } from './guest-host.ts';

const networks = [
  ['nat', 'br7', '<forward mode="nat"/><ip address="198.51.100.1" netmask="255.255.255.0"/>'],
  ['routed', 'br8', '<forward mode="route"/><ip address="203.0.113.1" netmask="255.255.255.0"/>'],
  ['isolated', 'br9', ''],
] as const;

describe('a request about guests', () => {
  const host = useGuests();
  let uuid = '';

  before('there are stopped guests and active networks', async () => {
    uuid = await host.libvirt.define('web1', { interfaces: [{ network: 'default', mac: guestMac(1) }] });
    await host.libvirt.define('42');
    for (const [name, bridge, rest] of networks) {
      const text = `<network><name>${name}</name><bridge name="${bridge}"/>${rest}</network>`;
      await host.lab.writeFile(`/var/lib/libvirt/${name}.xml`, text);
      // libvirt keeps files of these networks only while they run.
      await host.libvirt.virsh('net-create', `/var/lib/libvirt/${name}.xml`);
    }
  });

  it('may name the guest by its UUID, in upper or lower case', async () => {
    const { mac } = await host.attach(uuid);
    assert.equal((await host.attach(uuid.toUpperCase())).changed, false);
    assert.equal((await host.attach('web1')).mac, mac);
    assert.equal((await host.detach(uuid.toUpperCase())).changed, true);
  });

  it("takes a number as a guest's name, not as its id", async () => {
    await host.libvirt.start('web1');
    const id = await host.libvirt.virsh('domid', 'web1');
    await host.refused('NotFound', 'AttachGuest', [id, 'br0', {}]);
    await host.libvirt.virsh('destroy', 'web1');
    assert.equal((await host.attach('42')).changed, true);
    assert.deepEqual(await host.configured('42'), ['bridge br0']);
  });

  /** test/unit/operations/arguments/guests.test.ts has all that the arguments alone can show. */
  const inputs: readonly (readonly [string, string, string, Parameters<typeof host.attach>[1] & object, string])[] = [
    ['a missing guest', 'web9', 'br0', {}, 'NotFound'],
    ['a UUID of zeros', '00000000-0000-0000-0000-000000000000', 'br0', {}, 'NotFound'],
    ['a missing bridge', 'web1', 'br3', {}, 'NotFound'],
    ['an interface instead of a bridge', 'web1', 'eth0', {}, 'NotFound'],
    ['a multicast address', 'web1', 'br0', { mac: '01:00:5e:00:00:01' }, 'InvalidAddress'],
    ["the host's own address", 'web1', 'br0', { mac: '52:54:00:12:34:56' }, 'Conflict'],
    ['the address of its interface elsewhere', 'web1', 'br0', { mac: guestMac(1) }, 'Conflict'],
    ['an interface to replace that it lacks', 'web1', 'br0', { replace: guestMac(9) }, 'NotFound'],
    ['a stopped guest with live', 'web1', 'br0', { live: true }, 'Conflict'],
  ];
  for (const [what, guest, bridge, options, code] of inputs) {
    it(`fails with ${code} for ${what}`, async () => {
      await host.refused(code as ErrorCode, 'AttachGuest', [guest, bridge, options]);
    });
  }

  it('fails with NotFound for a guest without an interface on the bridge, and for an interface elsewhere', async () => {
    await host.refused('NotFound', 'DetachGuest', ['web1', 'br0', {}]);
    await host.refused('NotFound', 'DetachGuest', ['web1', 'br0', { mac: guestMac(1) }]);
  });

  for (const bridge of ['virbr0', 'virbr9', ...networks.map(([, bridge]) => bridge)]) {
    it(`is refused for libvirt's '${bridge}', for guests and for interfaces`, async () => {
      await host.refused('Refused', 'AttachGuest', ['web1', bridge, {}]);
      await host.refused('Refused', 'AttachGuest', ['web1', bridge, { replace: guestMac(1), 'dry-run': true }]);
      await host.refused('Refused', 'CreateBridge', [bridge, 'eth0', {}]);
      await host.refused('Refused', 'DeleteBridge', [bridge, {}]);
    });
  }

  it('fails with NotAuthorized unless polkit allows it, and polkit is given the bridge and the guest, by name and by UUID', async () => {
    const rule = `polkit.addRule(function (action, subject) {
      var wanted = action.id === "io.bridgehead.agent1.attach-guest" && subject.user === "plainuser";
      if (wanted && action.lookup("guest-uuid") === "${uuid}") return polkit.Result.NO;
      if (wanted && action.lookup("guest") === "42" && action.lookup("bridge") === "br0") return polkit.Result.YES;
    });`;
    const other = await host.libvirt.virsh('domuuid', '42');
    await host.refused('NotAuthorized', 'AttachGuest', ['42', 'br0', {}], 'plainuser');
    await host.lab.hostOk(['sh', '-c', 'cat >/etc/polkit-1/rules.d/30-guests.rules'], { input: rule });
    await host.lab.stopPolkit();
    await host.lab.startPolkit();
    assert.equal((await host.call('AttachGuest', ['42', 'br0', {}], 'plainuser')).ok, true);
    assert.equal((await host.call('AttachGuest', [other, 'br0', {}], 'plainuser')).ok, true);
    for (const one of ['web1', uuid]) {
      await host.refused('NotAuthorized', 'AttachGuest', [one, 'br0', {}], 'plainuser');
    }
    await host.refused('NotAuthorized', 'DetachGuest', ['42', 'br0', {}], 'plainuser');
  });
});
