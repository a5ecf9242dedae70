import assert from 'node:assert/strict';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { NetworkName } from '../../../../src/model/names.ts';
import type { Step } from '../../../../src/model/plan.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import type { Transaction } from '../../../../src/model/transaction.ts';
import { planCreateLibvirt } from '../../../../src/backends/libvirt/create.ts';
import { planDeleteLibvirt } from '../../../../src/backends/libvirt/delete.ts';
import { link, contextOf, deletion, hostWith, libvirt, request } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { guest, hostOf, lan, nat, nic, stopped } from './guests.ts';

const network = 'lan' as NetworkName;
const xml = `<network>\n  <name>lan</name>\n  <forward mode='bridge'/>\n  <bridge name='br0'/>\n</network>\n`;
const running = { libvirt: libvirt() };
const create = (more: Partial<CreateBridgeRequest>, state: Partial<HostState> = running, touched = true) => {
  const wanted = request({ activate: 'live', ...more });
  return planCreateLibvirt(wanted, contextOf(hostWith({}, state), { uplink: touched ? link() : undefined }));
};

describe('the steps for libvirt when a bridge is created', () => {
  it('reload its daemon', () => {
    const [step] = create({}).after;
    assert.deepEqual(step, {
      ...{ kind: 'service', title: "reload 'libvirtd'", service: 'libvirtd', apply: 'reload', undo: 'nothing' },
    });
    assert.equal(create({}).after.length, 1);
  });

  it('are none if libvirt is not installed, stopped, hanging or not a service of the host', () => {
    for (const service of ['absent', 'stopped', 'hanging'] as const)
      assert.deepEqual(create({}, { libvirt: libvirt({ service }) }).after, []);
    assert.deepEqual(create({}, { libvirt: libvirt({ daemon: undefined }) }).after, []);
  });

  it('are none if the kernel is not changed', () => {
    assert.deepEqual(create({}, running, false).after, []);
  });

  it('define a network if requested', () => {
    const [step] = create({ libvirtNetwork: network }).after;
    assert.ok(step?.kind === 'libvirt-network');
    assert.deepEqual([step.network, step.bridge, step.action, step.xml], ['lan', 'br0', 'define', xml]);
  });

  it('define no network that already exists', () => {
    assert.deepEqual(create({ libvirtNetwork: network }, { ...running, libvirtNetworks: [lan] }, false).after, []);
  });

  it('never replace another network', () => {
    for (const there of [
      { ...lan, bridge: 'br1' },
      { ...nat, name: 'lan' },
    ]) {
      const state = { ...running, libvirtNetworks: [lan, there] };
      throwsCode('Exists', () => create({ libvirtNetwork: network }, state));
    }
  });

  it('define a network only if libvirt runs and the bridge is created live', () => {
    throwsCode('Unsupported', () => create({ libvirtNetwork: network }, { libvirt: libvirt({ service: 'absent' }) }));
    throwsCode('CommandFailed', () =>
      create({ libvirtNetwork: network }, { libvirt: libvirt({ service: 'stopped' }) }),
    );
    throwsCode('Unsupported', () => create({ libvirtNetwork: network, activate: 'boot' }));
  });
});

describe('the steps for libvirt when a bridge is deleted', () => {
  const ours = (action: 'define' | 'undefine'): Step => ({
    ...{ kind: 'libvirt-network', title: '', uri: 'qemu:///system', network: 'lan', bridge: 'br0', action, xml },
  });
  const kept = (...plan: Step[]): Transaction => ({ state: 'committed', plan }) as unknown as Transaction;
  const definitions = [{ name: 'lan', xml: '<network>as it is now</network>' }];
  const with_ = (more: Partial<HostState> = {}): HostState =>
    hostOf([guest()], { libvirt: libvirt({ guests: [guest()], definitions }), ...more });
  const give = (history: Transaction[], state = with_(), activate: 'live' | 'boot' = 'live') =>
    planDeleteLibvirt(deletion({ activate }), contextOf(state, { history }));

  it('undefine our network, as it is now, before the bridge, and reload the daemon afterwards', () => {
    const { before, after } = give([kept(ours('define'))]);
    assert.deepEqual(
      before.map((step) => step.kind === 'libvirt-network' && [step.action, step.xml]),
      [['undefine', '<network>as it is now</network>']],
    );
    assert.equal(after.length, 1);
  });

  it('name the guests that will not start without the bridge', () => {
    const guests = [guest({ ...stopped, configured: [nic()] }), guest({ name: 'db1', configured: [] })];
    for (const activate of ['live', 'boot'] as const) {
      const { warnings = [] } = give([], with_({ libvirt: libvirt({ guests }) }), activate);
      assert.match(warnings.join('\n'), /^guests .* on 'br0' do not start without it: 'web1'; move/);
    }
    assert.deepEqual(give([]).warnings, []);
  });

  it('leave other networks alone, and those that are no longer ours', () => {
    assert.deepEqual(give([]).before, []);
    assert.deepEqual(give([kept(ours('undefine')), kept(ours('define'))]).before, []);
    assert.deepEqual(give([kept(ours('define'))], with_({ libvirtNetworks: [{ ...lan, bridge: 'br1' }] })).before, []);
  });

  it('cause Busy while a running guest uses it', () => {
    const user = guest({ live: [nic({ type: 'network', source: 'lan' })] });
    const state = with_({ libvirt: libvirt({ guests: [user], definitions }) });
    throwsCode('Busy', () => give([kept(ours('define'))], state));
  });

  it('are none for the next boot', () => {
    assert.deepEqual(give([kept(ours('define'))], with_(), 'boot'), { before: [], after: [], warnings: [] });
  });
});
