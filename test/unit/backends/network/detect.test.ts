import assert from 'node:assert/strict';
import {
  backendFor,
  backendOf,
  isConfigured,
  settledNetworkManager,
  stackOf,
  uplinkNameOf,
} from '../../../../src/backends/network/detect.ts';
import { networkManager } from '../../../../src/backends/network/network-manager/backend.ts';
import { networkScripts } from '../../../../src/backends/network/network-scripts/backend.ts';
import { bridgedHost, plainHost } from '../../operations/bridges/bridges.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { contextOf, deletion, hostWith, networkManager as manager, request, uplinkMac } from '../../support/host.ts';
import {
  bridgedLinks,
  config,
  device,
  etc,
  managedHost,
  profile,
  staticProfile,
} from '../../support/network-manager.ts';
import { throwsCode } from '../../support/throws.ts';

const { claim } = networkScripts;

/** A card with an ifcfg file, and with a profile that NetworkManager has active. */
function shared(network: HostState['atBoot']['network']): HostState {
  const scripts = hostWith({ 'ifcfg-eth0': 'DEVICE=eth0\nIPADDR=192.0.2.10\n' });
  const own = managedHost();
  return { ...own, network: { ...scripts.network, ...own.network }, atBoot: { NetworkManager: 'enabled', network } };
}

describe('network-scripts', () => {
  it('own an interface that one of their files names or identifies by its MAC address', () => {
    assert.equal(claim('eth0', plainHost()), 'owned');
    assert.equal(claim('eth0', hostWith({ 'ifcfg-LAN': `HWADDR=${uplinkMac}\n` })), 'owned');
  });

  it('do not own an interface without a file, nor anything on a host without network-scripts', () => {
    assert.equal(claim('eth1', plainHost()), 'leaves alone');
    assert.equal(claim('eth0', { ...plainHost(), network: {} }), 'leaves alone');
  });

  it('may own anything if a file must not be read', () => {
    assert.equal(claim('eth0', hostWith({ 'ifcfg-LAN': { problem: 'it is a symbolic link' } })), 'unknown');
  });

  it('handle an interface that no stack owns: their errors say what is missing', () => {
    assert.equal(backendOf('eth9', { ...plainHost(), network: {} }).name, 'network-scripts');
  });
});

describe('a bridge', () => {
  it('is configured if the next boot creates it, and its uplink is the interface named in a file', () => {
    assert.ok(isConfigured('br0', bridgedHost()));
    assert.ok(!isConfigured('br0', plainHost()));
    assert.equal(uplinkNameOf('br0', bridgedHost()), 'eth0');
  });

  it('has the port with its MAC address as its uplink if no file names one', () => {
    assert.equal(uplinkNameOf('br0', { ...bridgedHost(), network: {} }), 'eth0');
  });
});

describe('NetworkManager', () => {
  const { claim: own } = networkManager;

  it('owns a card that has one of its profiles, active or by name', () => {
    assert.equal(own('eth0', managedHost()), 'owned');
    assert.equal(own('eth0', managedHost({ devices: {} })), 'owned');
    assert.equal(own('eth1', managedHost()), 'leaves alone');
    assert.equal(own('eth0', hostWith({})), 'leaves alone');
  });

  it('owns a card that waits for a profile: its error says so', () => {
    const waiting = managedHost({ devices: { eth1: device({ active: undefined, state: 30 }) }, profiles: [] });
    assert.equal(own('eth1', waiting), 'owned');
    const reading = { ...waiting, networkManager: manager('running', { readsIfcfg: true }) };
    assert.equal(own('eth1', reading), 'leaves alone');
  });

  it('leaves alone what it does not manage, what a plugin of its own has in ifcfg files, and all where it is off', () => {
    assert.equal(own('eth0', managedHost({ devices: { eth0: device({ managed: false }) } })), 'leaves alone');
    const ifcfg = profile('DEVICE=eth0\n', '/etc/sysconfig/network-scripts/ifcfg-eth0', 'other');
    const devices = { eth0: device({ active: ifcfg.uuid }) };
    assert.equal(own('eth0', managedHost({ devices, profiles: [ifcfg] })), 'leaves alone');
    const off = {
      networkManager: manager('stopped'),
      atBoot: { NetworkManager: 'disabled', network: 'enabled' },
    } as const;
    assert.equal(own('eth0', managedHost({ devices: {} }, off)), 'leaves alone');
  });

  it('may own anything while it does not answer', () => {
    assert.equal(own('eth0', managedHost({}, { networkManager: manager('silent') })), 'unknown');
  });

  it('owns a bridge that its files make, also while it does not answer, and then nothing is moved without it', () => {
    const bridge = '[connection]\nid=br0\nuuid=11111111-2222-4333-8444-555555555555\ntype=bridge\ninterface-name=br0\n';
    const profiles = [profile(bridge, `${etc}/br0.nmconnection`)];
    const silent = { networkManager: manager('silent'), links: bridgedLinks([]) };
    const state = managedHost({ version: undefined, devices: {}, active: [], profiles }, silent);
    assert.equal(backendOf('br0', state), networkManager);
    assert.match(
      throwsCode('Unsupported', () => networkManager.planDelete(deletion({ activate: 'live' }), contextOf(state))),
      /does not say what it does.*use activate 'boot'/,
    );
  });

  it('owns a card in an image by its files', () => {
    const image = { live: false, links: [], networkManager: manager('stopped') };
    const atBoot = { NetworkManager: 'unknown', network: 'unknown' } as const;
    assert.equal(
      own('eth0', managedHost(config({ version: undefined, devices: {}, active: [] }), { ...image, atBoot })),
      'owned',
    );
    assert.equal(profile(staticProfile).uuid, config().profiles[0]?.uuid);
  });
});

describe('a card that two stacks claim', () => {
  const wish = (networkmanager: CreateBridgeRequest['networkmanager']) => request({ networkmanager });
  const whose = (networkmanager: CreateBridgeRequest['networkmanager'], state: HostState) =>
    backendFor(wish(networkmanager), state).name;

  it('belongs to network-scripts where the boot starts them, else to NetworkManager', () => {
    assert.equal(backendOf('eth0', shared('enabled')).name, 'network-scripts');
    assert.equal(backendOf('eth0', shared('disabled')).name, 'network-manager');
    assert.equal(stackOf('eth0', shared('disabled')), 'network-manager');
    assert.equal(stackOf('eth1', shared('disabled')), undefined);
  });

  it('goes where the caller wants it', () => {
    assert.equal(whose('auto', shared('disabled')), 'network-manager');
    assert.equal(whose('keep', shared('disabled')), 'network-manager');
    for (const word of ['release', 'disable', 'unchanged'] as const) {
      assert.equal(whose(word, shared('disabled')), 'network-scripts');
    }
  });

  it('is not kept by NetworkManager where the service would configure it too, nor where it is none of NetworkManager’s', () => {
    assert.match(
      throwsCode('Refused', () => whose('keep', shared('enabled'))),
      /NetworkManager.*'ifcfg-eth0'/,
    );
    assert.match(
      throwsCode('Unsupported', () => whose('keep', plainHost())),
      /not NetworkManager's to keep/,
    );
  });

  it('is released or kept by the stack that has it, unless the caller says otherwise', () => {
    const settled = (networkmanager: CreateBridgeRequest['networkmanager'], state: HostState) =>
      settledNetworkManager(wish(networkmanager), backendFor(wish(networkmanager), state));
    assert.equal(settled('auto', shared('enabled')), 'release');
    assert.equal(settled('auto', shared('disabled')), 'keep');
    assert.equal(settled('unchanged', shared('disabled')), 'unchanged');
  });
});
