import assert from 'node:assert/strict';
import type { Guest, HostState } from '../../../../src/model/host-state.ts';
import type { BridgeName, GuestName } from '../../../../src/model/names.ts';
import type { AttachGuestRequest } from '../../../../src/model/requests.ts';
import { planAttach } from '../../../../src/backends/libvirt/attach.ts';
import { bridgeLink } from '../../operations/bridges/bridges.ts';
import { link, uplinkMac, libvirt } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { attach, guest, hostOf, mac, nic, stopped, transient, uuid } from './guests.ts';

const free = '52:54:00:aa:bb:cc';
const other = '52:54:00:00:00:02';
const plan = (guests: readonly Guest[], more: Partial<AttachGuestRequest> = {}, host: Partial<HostState> = {}) =>
  planAttach(attach(more), hostOf(guests, host), () => free);
const places = (decided: ReturnType<typeof plan>) => decided.plan.map(({ where, mac: address }) => [where, address]);

describe('AttachGuest', () => {
  it('attaches a running guest in its configuration first, then live', () => {
    const decided = plan([guest()]);
    assert.deepEqual(places(decided), [
      ['config', free],
      ['live', free],
    ]);
    assert.deepEqual([decided.mac, decided.live, decided.persistent], [free, true, true]);
    const [step] = decided.plan;
    assert.deepEqual(step?.after, {
      type: 'bridge',
      source: 'br0',
      xml: `<interface type='bridge'>\n  <mac address='${free}'/>\n  <source bridge='br0'/>\n  <model type='virtio'/>\n</interface>\n`,
    });
    assert.deepEqual([step.guest, step.before], [uuid, null]);
  });

  it('attaches a paused guest like a running one', () => {
    assert.equal(plan([guest({ state: 'paused' })]).plan.length, 2);
  });

  it('attaches a stopped guest in its configuration, and a transient one live', () => {
    assert.deepEqual(places(plan([guest(stopped)])), [['config', free]]);
    assert.deepEqual(places(plan([guest(transient)])), [['live', free]]);
  });

  it('does only what was requested', () => {
    assert.deepEqual(places(plan([guest()], { live: false })), [['config', free]]);
    assert.deepEqual(places(plan([guest()], { persistent: false })), [['live', free]]);
  });

  it('refuses what does not apply', () => {
    throwsCode('Conflict', () => plan([guest(stopped)], { live: true }));
    throwsCode('Conflict', () => plan([guest(stopped)], { persistent: false }));
    throwsCode('Unsupported', () => plan([guest(transient)], { persistent: true }));
    throwsCode('Conflict', () => plan([guest(transient)], { live: false }));
  });

  it('finds a guest by its UUID, and by its name alone', () => {
    const another = guest({ uuid: '11111111-1111-1111-1111-111111111111', name: '42' });
    assert.equal(plan([guest(), another], { guest: uuid as GuestName }).guest.name, 'web1');
    assert.equal(plan([guest(), another], { guest: '42' as GuestName }).guest.name, '42');
    for (const name of ['1', 'web', '00000000-0000-0000-0000-000000000000'])
      throwsCode('NotFound', () => plan([guest()], { guest: name as GuestName }));
  });

  it('causes Busy while the guest is in the middle of a job', () => {
    throwsCode('Busy', () => plan([guest({ job: 'Outgoing migration' })]));
    for (const state of ['in shutdown', 'dying', 'crashed']) throwsCode('Busy', () => plan([guest({ state })]));
  });

  it('refuses a bridge that belongs to libvirt, whatever its name', () => {
    const isolated = { name: 'inner', bridge: 'br0', forward: 'isolated', addresses: [] };
    throwsCode('Refused', () => plan([guest()], {}, { libvirtNetworks: [isolated] }));
    throwsCode('Refused', () => plan([guest()], { bridge: 'virbr0' as BridgeName }));
    throwsCode('Refused', () => plan([guest()], {}, { unreadNetworks: ["libvirt's network file 'x' cannot be read"] }));
  });

  it('needs an existing bridge', () => {
    throwsCode('NotFound', () => plan([guest()], { bridge: 'br7' as BridgeName }));
    throwsCode('NotFound', () => plan([guest()], { bridge: 'eth0' as BridgeName }));
  });

  it('says what is wrong with libvirt', () => {
    const codes = { absent: 'Unsupported', stopped: 'CommandFailed', hanging: 'CommandFailed' } as const;
    for (const service of ['absent', 'stopped', 'hanging'] as const)
      throwsCode(codes[service], () => plan([], {}, { libvirt: libvirt({ service }) }));
  });
});

describe('AttachGuest of a guest that is already on the bridge', () => {
  const both = guest({ live: [nic({ target: 'vnet0' })], configured: [nic()] });

  it('changes nothing, and returns the existing interface', () => {
    const decided = plan([both]);
    assert.deepEqual(
      [decided.plan, decided.mac, decided.target, decided.live, decided.persistent],
      [[], mac, 'vnet0', true, true],
    );
    assert.deepEqual(plan([both], { mac }).plan, []);
  });

  it('knows the bridge behind a libvirt network', () => {
    const named = nic({ type: 'network', source: 'lan' });
    assert.deepEqual(plan([guest({ live: [named], configured: [named] })]).plan, []);
  });

  it('adds the missing half, with the same address and model', () => {
    const decided = plan([guest({ live: [nic({ model: 'e1000' })] })]);
    assert.deepEqual(places(decided), [['config', mac]]);
    assert.match(decided.plan[0]?.after?.xml ?? '', /<model type='e1000'\/>/);
    assert.deepEqual(places(plan([guest({ configured: [nic()] })])), [['live', mac]]);
  });

  it('accepts any guest interface on the bridge, live or configured', () => {
    assert.deepEqual(plan([guest({ live: [nic()], configured: [nic({ mac: other })] })]).plan, []);
  });

  it('adds another one if its address is requested', () => {
    assert.deepEqual(places(plan([both], { mac: other })), [
      ['config', other],
      ['live', other],
    ]);
  });

  it('refuses an address whose guest interface is connected elsewhere', () => {
    const elsewhere = nic({ type: 'network', source: 'default' });
    throwsCode('Conflict', () => plan([guest({ live: [elsewhere] })], { mac }));
    throwsCode('Conflict', () => plan([guest({ live: [nic()], configured: [elsewhere] })]));
  });
});

describe('the address of a new guest interface', () => {
  it('causes Conflict if the host or another guest has it', () => {
    const another = guest({ uuid: '11111111-1111-1111-1111-111111111111', name: 'db1', configured: [nic()] });
    throwsCode('Conflict', () => plan([guest(), another], { mac }));
    throwsCode('Conflict', () => plan([guest()], { mac: uplinkMac }));
  });

  it('is chosen so that it is unused', () => {
    const proposals = [uplinkMac, mac, free];
    const another = guest({ uuid: '11111111-1111-1111-1111-111111111111', name: 'db1', live: [nic()] });
    const decided = planAttach(attach(), hostOf([guest(), another]), () => proposals.shift() ?? '');
    assert.equal(decided.mac, free);
  });
});

describe('AttachGuest with replace', () => {
  const onNat = nic({
    type: 'network',
    source: 'default',
    xml: `<interface type='network'>
  <mac address='${mac}'/>
  <source network='default' portgroup='a'/>
  <virtualport type='openvswitch'/>
  <model type='e1000'/>
  <alias name='net0'/>
  <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
</interface>
`,
  });

  it("moves the guest interface, which keeps everything except its network's settings", () => {
    const decided = plan([guest({ live: [onNat], configured: [onNat] })], { replace: mac });
    assert.deepEqual(places(decided), [
      ['config', mac],
      ['live', mac],
    ]);
    const [step] = decided.plan;
    assert.deepEqual([step?.before?.type, step?.before?.source], ['network', 'default']);
    assert.equal(
      step?.after?.xml,
      `<interface type='bridge'>
  <mac address='${mac}'/>
  <source bridge='br0'/>
  <model type='e1000'/>
  <alias name='net0'/>
  <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
</interface>
`,
    );
  });

  it('does nothing if the guest interface is already on the bridge', () => {
    const decided = plan([guest({ live: [nic({ target: 'vnet3' })], configured: [nic()] })], { replace: mac });
    assert.deepEqual([decided.plan, decided.target], [[], 'vnet3']);
  });

  it('moves it only where it exists', () => {
    const decided = plan([guest({ live: [onNat] })], { replace: mac });
    assert.deepEqual(places(decided), [['live', mac]]);
    assert.deepEqual([decided.live, decided.persistent], [true, false]);
  });

  it('causes NotFound if the guest does not have the interface there', () => {
    throwsCode('NotFound', () => plan([guest()], { replace: mac }));
    throwsCode('NotFound', () => plan([guest({ live: [onNat] })], { replace: mac, persistent: true }));
  });

  it('causes Unsupported if the interface cannot be moved live', () => {
    const direct = nic({ type: 'direct', source: 'eth0' });
    throwsCode('Unsupported', () => plan([guest({ live: [direct] })], { replace: mac }));
    assert.equal(plan([guest({ ...stopped, configured: [direct] })], { replace: mac }).plan.length, 1);
  });

  it('causes Conflict if two guest interfaces have the address', () => {
    throwsCode('Conflict', () => plan([guest({ live: [onNat, onNat] })], { replace: mac }));
  });
});

describe('a guest’s tap', () => {
  it('is named if the guest interface is live', () => {
    const links = [
      link({ master: 'br0' }),
      bridgeLink(),
      link({ name: 'vnet9', master: 'br0', mac: 'fe:54:00:00:00:01' }),
    ];
    assert.equal(plan([guest({ live: [nic({ target: 'vnet9' })] })], { persistent: false }, { links }).target, 'vnet9');
  });
});
