import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import type { HostState, Link } from '../../../../src/model/host-state.ts';
import type { BridgeName, InterfaceName } from '../../../../src/model/names.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { planCreateBridge } from '../../../../src/operations/bridges/plan-create.ts';
import { link, request, filesOf } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { bridgedHost, bridgeLink, plainHost } from './bridges.ts';

const plan = (asked: Partial<CreateBridgeRequest>, state: HostState) =>
  planCreateBridge(request({ activate: 'live', ...asked }), state, []).steps;
const withUplink = (more: Partial<Link>): HostState =>
  plainHost({ links: [{ ...link(), ...plainHost().links[0], ...more }] });
const networkOff = { NetworkManager: 'enabled', network: 'disabled' } as const;
const nat = { name: 'lab', bridge: 'lan7', forward: 'nat', addresses: ['192.168.122.1/24'] };

/** Another bridge, br0, with a guest on it. */
function guestsElsewhere(): HostState {
  const bridgeFile = filesOf(bridgedHost())[1];
  assert.ok(bridgeFile !== undefined);
  const tap = link({ name: 'vnet0', kind: 'tun', master: 'br0', mac: 'fe:54:00:00:00:01' });
  return plainHost({
    networkFiles: [...filesOf(plainHost()), bridgeFile],
    links: [...plainHost().links, bridgeLink({ mac: '52:54:00:00:00:99' }), tap],
  });
}

describe('planning a bridge', () => {
  it('writes both files, then moves the uplink', () => {
    const kinds = plan({}, plainHost()).map((step) => step.kind);
    assert.deepEqual(kinds, ['file', 'file', 'links']);
  });

  it('writes the files only, for the next boot', () => {
    assert.deepEqual(
      plan({ activate: 'boot' }, plainHost()).map((step) => step.kind),
      ['file', 'file'],
    );
  });

  it('restarts the network service after the files, and an undo starts it again after restoring them', () => {
    const steps = plan({ activate: 'restart' }, plainHost());
    assert.deepEqual(
      steps.map((step) => step.kind),
      ['service', 'file', 'file', 'service'],
    );
    const [first, last] = [steps[0], steps.at(-1)];
    assert.ok(first?.kind === 'service' && last?.kind === 'service');
    assert.deepEqual([first.apply, first.undo, first.undoIfBegun], ['nothing', 'start', 3]);
    assert.deepEqual([last.apply, last.undo], ['restart', 'stop']);
  });

  it('has nothing to do if the bridge is already as requested', () => {
    assert.deepEqual(plan({}, bridgedHost()), []);
    assert.deepEqual(plan({ activate: 'boot' }, bridgedHost()), []);
  });

  it('only moves the uplink if the files were already written for the next boot', () => {
    const state = bridgedHost({ links: plainHost().links, routes: plainHost().routes });
    assert.deepEqual(
      plan({}, state).map((step) => step.kind),
      ['links'],
    );
  });

  it('never reads a kernel that belongs to another host than the files', () => {
    const image = plainHost({ live: false, links: [], routes: [] });
    assert.deepEqual(
      plan({ activate: 'boot' }, image).map((step) => step.kind),
      ['file', 'file', 'file'],
    );
    throwsCode('Unsupported', () => plan({ activate: 'live' }, image));
    throwsCode('Unsupported', () => plan({ activate: 'restart' }, image));
  });
});

describe('a bridge that is refused', () => {
  const cases: readonly (readonly [string, ErrorCode, Partial<CreateBridgeRequest>, HostState])[] = [
    [
      'has the name of a libvirt NAT network’s bridge',
      'Refused',
      { bridge: 'lan7' as BridgeName },
      plainHost({ libvirtNetworks: [nat] }),
    ],
    [
      'has the name of an isolated network’s bridge',
      'Refused',
      { bridge: 'lan7' as BridgeName },
      plainHost({ libvirtNetworks: [{ ...nat, forward: 'isolated' }] }),
    ],
    [
      'has an address in a libvirt network',
      'Conflict',
      { addressing: 'static', addresses: [{ family: 4, address: '192.168.122.9', prefix: 24 }] },
      plainHost({ libvirtNetworks: [nat] }),
    ],
    [
      'may belong to a network that cannot be read',
      'Refused',
      {},
      plainHost({ unreadNetworks: ["libvirt's network file 'x' cannot be read, because it is too large"] }),
    ],
    ['differs from an interface only in case', 'ReservedName', { bridge: 'ETH0' as BridgeName }, plainHost()],
    ['has an uplink that does not exist', 'NotFound', { interface: 'eth7' as InterfaceName }, plainHost()],
    ['has the loopback interface as uplink', 'Refused', {}, withUplink({ type: 'loopback' })],
    ['has a bridge as uplink', 'Refused', {}, withUplink({ kind: 'bridge' })],
    ['has a tap as uplink', 'Unsupported', {}, withUplink({ kind: 'tun' })],
    ['has a VLAN as uplink, of which its file makes a card', 'Conflict', {}, withUplink({ kind: 'vlan' })],
    ['has a bond as uplink, which its HWADDR keeps from booting', 'Conflict', {}, withUplink({ kind: 'bond' })],
    ['has a team as uplink', 'Unsupported', {}, withUplink({ kind: 'team' })],
    ['has a wireless uplink', 'Unsupported', {}, withUplink({ wireless: true })],
    ['has an InfiniBand uplink', 'Unsupported', {}, withUplink({ type: 'infiniband' })],
    ['has the uplink of another bridge', 'Busy', {}, withUplink({ master: 'br7' })],
    [
      'has an uplink that a guest uses through macvtap',
      'Busy',
      {},
      plainHost({ links: [...plainHost().links, link({ name: 'macvtap0', kind: 'macvtap', parent: 'eth0' })] }),
    ],
    [
      'would be created by a restart that disconnects guests',
      'Busy',
      { activate: 'restart', bridge: 'br1' as BridgeName },
      guestsElsewhere(),
    ],
    [
      'would be created by a service that does not exist',
      'Refused',
      { activate: 'restart' },
      plainHost({ networkService: 'absent' }),
    ],
    [
      'would be gone at the next boot, which is not known to read the files',
      'Refused',
      {},
      plainHost({ atBoot: { ...networkOff, network: 'unknown' } }),
    ],
    ['would be in files that no service reads', 'Refused', {}, plainHost({ networkService: 'absent' })],
    ['exists without the uplink', 'Exists', {}, plainHost({ links: [...plainHost().links, bridgeLink()] })],
    [
      'exists as another kind of interface',
      'Exists',
      {},
      plainHost({ links: [...plainHost().links, link({ name: 'br0' })] }),
    ],
    ['exists with another STP', 'Exists', { stp: true, forwardDelay: 15 }, bridgedHost()],
    ['exists with another mtu', 'Exists', { mtu: 1400 }, bridgedHost()],
    ['exists in the kernel without files', 'Exists', {}, bridgedHost({ networkFiles: filesOf(plainHost()) })],
  ];
  for (const [what, code, asked, state] of cases) {
    it(what, () => {
      throwsCode(code, () => plan(asked, state));
    });
  }

  it("is not refused if it already exists, or if the files are an image's", () => {
    assert.deepEqual(plan({}, bridgedHost({ atBoot: networkOff })), []);
    const image = plainHost({ live: false, links: [], routes: [], atBoot: networkOff });
    assert.equal(plan({ activate: 'boot' }, image).length, 3);
  });

  it('is not refused for a libvirt network that is itself bridged', () => {
    const bridged = { name: 'lan', bridge: 'br0', forward: 'bridge', addresses: [] };
    assert.equal(plan({}, plainHost({ libvirtNetworks: [bridged] })).length, 3);
  });
});
