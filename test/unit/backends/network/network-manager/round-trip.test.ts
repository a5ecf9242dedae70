import assert from 'node:assert/strict';
import { networkManager as backend } from '../../../../../src/backends/network/network-manager/backend.ts';
import type { HostState } from '../../../../../src/model/host-state.ts';
import type { Step } from '../../../../../src/model/plan.ts';
import type { Transaction } from '../../../../../src/model/transaction.ts';
import { contextOf, deletion, request } from '../../../support/host.ts';
import {
  bridgedBy,
  device,
  dhcpProfile,
  etc,
  madeUpProfile,
  managedHost,
  profile,
  staticProfile,
  textsIn,
} from '../../../support/network-manager.ts';
import { throwsCode } from '../../../support/throws.ts';

const create = request({ activate: 'live', networkmanager: 'keep' });

function created(state: HostState) {
  return backend.planCreate(create, contextOf(state, { uplink: state.links[0] }));
}

function historyOf(plan: readonly Step[]): readonly Transaction[] {
  const own = { operation: 'CreateBridge', bridge: 'br0', interface: 'eth0', state: 'committed', request: create };
  return [{ ...own, plan } as unknown as Transaction];
}

function removed(state: HostState, history: readonly Transaction[] = [], activate: 'live' | 'boot' = 'live') {
  return backend.planDelete(deletion({ activate }), { state, history, others: [] });
}

describe('a bridge of NetworkManager’s that goes', () => {
  const state = managedHost();
  const { before } = created(state);
  const bridged = bridgedBy(before, state);

  it('gives the card its profile back byte for byte, and leaves none of its own', () => {
    const texts = textsIn(removed(bridged, historyOf(before)).before);
    assert.deepEqual(texts, { 'uplink.nmconnection': staticProfile, 'br0.nmconnection': null });
  });

  it('goes while NetworkManager is stopped, which then finds the card with its profile, and after an undo the bridge', () => {
    const plan = removed(bridged, historyOf(before));
    assert.deepEqual(
      [...plan.before, ...plan.after].map((step) =>
        step.kind === 'network-manager-state' ? [step.device, step.when] : step.kind,
      ),
      ['service', ['br0', 'undo'], 'file', 'file', ['eth0', undefined], 'service'],
    );
    assert.deepEqual([plan.links, plan.interfaces], ['batch', ['eth0']]);
    assert.deepEqual(plan.intent?.gateways, ['192.0.2.1', '2001:db8:1::1']);
  });

  it('has its addresses moved to the card’s profile where that was changed since, or where another program made it', () => {
    const text = textsIn(removed(bridged).before)['uplink.nmconnection'] ?? '';
    assert.match(text, /\n\[ipv4\]\naddress1=192\.0\.2\.10\/24,192\.0\.2\.1\n/);
    assert.match(text, /^zone=internal$/m);
    assert.doesNotMatch(text, /master|slave-type|bridge-port/);
  });

  it('changes only files for the next boot', () => {
    const plan = removed(bridged, historyOf(before), 'boot');
    assert.deepEqual([plan.before.map(({ kind }) => kind), plan.after, plan.links], [['file', 'file'], [], 'none']);
  });

  it('leaves the profile of a card in a file, where NetworkManager had it in memory alone', () => {
    const path = '/run/NetworkManager/system-connections/Wired connection 1.nmconnection';
    const made = profile(madeUpProfile, path, 'memory');
    const wired = managedHost({ profiles: [made], devices: { eth0: device({ active: made.uuid }) } });
    const steps = created(wired).before;
    const text = textsIn(removed(bridgedBy(steps, wired), historyOf(steps)).before)['eth0.nmconnection'] ?? '';
    assert.match(text, /\n\[ipv4\]\nmethod=auto\n/);
    assert.doesNotMatch(text, /master/);
  });

  it('is understood with the new names of NetworkManager 1.50, and by the UUID of its profile', () => {
    const uuid = /^uuid=(.*)$/m.exec(textsIn(before)['br0.nmconnection'] ?? '')?.[1] ?? '';
    const port = (textsIn(before)['uplink.nmconnection'] ?? '')
      .replace('master=br0', `controller=${uuid}`)
      .replace('slave-type', 'port-type');
    const bridge = profile(textsIn(before)['br0.nmconnection'] ?? '', `${etc}/br0.nmconnection`);
    const newer: HostState = managedHost({ profiles: [bridge, profile(port)] }, { links: bridged.links });
    assert.equal(backend.uplinkOf('br0', newer), 'eth0');
    assert.doesNotMatch(textsIn(removed(newer).before)['uplink.nmconnection'] ?? '', /controller|port-type/);
  });

  it('stays where its profile is not in /etc', () => {
    const port = textsIn(before)['uplink.nmconnection'] ?? '';
    const bridge = textsIn(before)['br0.nmconnection'] ?? '';
    const vendors = [profile(bridge, '/usr/lib/br0.nmconnection', 'lib'), profile(port)];
    throwsCode('Unsupported', () => removed(managedHost({ profiles: vendors }, { links: bridged.links })));
  });

  it('gives a lease back by what the server knows the host by', () => {
    const leased = managedHost({
      profiles: [profile(dhcpProfile)],
      devices: { eth0: device({ dhcp4: { dhcp_client_identifier: '01:52' } }) },
    });
    const steps = created(leased).before;
    const text = textsIn(removed(bridgedBy(steps, leased)).before)['uplink.nmconnection'] ?? '';
    assert.match(text, /^dhcp-client-id=01:52$/m);
    assert.match(text, /^route-metric=101$/m);
  });
});
