import assert from 'node:assert/strict';
import type { HostState, Link } from '../../../../../src/model/host-state.ts';
import type { NetworkManagerProfile } from '../../../../../src/model/network-config.ts';
import type { TransactionId } from '../../../../../src/model/names.ts';
import type { FileStep } from '../../../../../src/model/plan.ts';
import type { CreateBridgeRequest } from '../../../../../src/model/requests.ts';
import type { Transaction } from '../../../../../src/model/transaction.ts';
import { planCreateBridge } from '../../../../../src/operations/bridges/plan-create.ts';
import { planDeleteBridge } from '../../../../../src/operations/bridges/plan-delete.ts';
import { previewStep } from '../../../../../src/transactions/steps/steps.ts';
import { address, defaultRoute, deletion, link, networkManager, request } from '../../../support/host.ts';
import {
  config,
  device,
  dhcpProfile,
  etc,
  managedHost,
  profile,
  staticProfile,
  textsIn,
} from '../../../support/network-manager.ts';
import { throwsCode } from '../../../support/throws.ts';

const details = { id: '8000.525400123456', stp: false, forwardDelay: 0 };
const home = [address('192.0.2.10/24'), address('2001:db8:1::10/64')];
const bridge = (more: Partial<Link> = {}): Link =>
  link({ index: 7, name: 'br0', kind: 'bridge', addresses: home, bridge: details, ...more });
const watched = { eth0: device(), br0: device({ external: true, active: 'made-up' }) };

/** br0, made with ip(8), with the host on it. */
function handMade(profiles: readonly NetworkManagerProfile[], more: Partial<Link> = {}): HostState {
  const state = managedHost({ profiles, devices: watched }, { links: [link({ master: 'br0' }), bridge(more)] });
  return {
    ...state,
    networkManager: networkManager('running', { devices: { eth0: 'managed', br0: 'external' } }),
    routes: [defaultRoute('192.0.2.1', { device: 'br0' }), defaultRoute('2001:db8:1::1', { device: 'br0' })],
  };
}

const adopt = (state: HostState, more: Partial<CreateBridgeRequest> = {}) =>
  planCreateBridge(request({ activate: 'live', networkmanager: 'keep', adopt: true, ...more }), state, []);

function history(plan: Transaction['plan']): readonly Transaction[] {
  const own = { operation: 'CreateBridge', bridge: 'br0', interface: 'eth0', state: 'committed' } as const;
  const facts = { format: 1, uid: 0, bootId: 'x', time: 1, deadline: undefined, report: [] } as const;
  const asked = request({ activate: 'live', networkmanager: 'keep', adopt: true });
  return [{ ...own, ...facts, id: '1'.repeat(32) as TransactionId, plan, request: asked }];
}

function after(state: HostState, plan: Transaction['plan']): HostState {
  const files = plan.filter((step): step is FileStep => step.kind === 'file');
  const before = state.network['network-manager'] ?? config();
  const kept = before.profiles.filter(({ file }) => !files.some(({ path }) => path === file.path));
  const written = files.flatMap(({ path, after: text }) => (text === null ? [] : [profile(text, path)]));
  return { ...state, network: { 'network-manager': { ...before, profiles: [...kept, ...written] } } };
}

describe('a bridge that was made with ip on a host of NetworkManager’s', () => {
  it('gets profiles with what the card’s says, and NetworkManager takes it over', () => {
    const { steps, warnings } = adopt(handMade([profile(staticProfile)]));
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ['service', 'file', 'file', 'network-manager-state', 'network-manager-state', 'service'],
    );
    const text = textsIn(steps)['br0.nmconnection'] ?? '';
    assert.match(text, /^address1=192\.0\.2\.10\/24,192\.0\.2\.1$/m);
    assert.match(text, /^cloned-mac-address=52:54:00:12:34:56$/m);
    assert.deepEqual(warnings, []);
    const [, state] = steps.filter((step) => step.kind === 'file');
    assert.match(state?.after ?? '', /^master=br0$/m);
  });

  it('keeps its guests: what NetworkManager watches beside the card is left alone from then on, and so it is by an undo', () => {
    const tap = link({ index: 9, name: 'vnet0', kind: 'tun', master: 'br0' });
    const state = handMade([profile(staticProfile)]);
    const devices = { ...watched, vnet0: device({ external: true, active: 'tap' }) };
    const { network } = state;
    const guests = {
      ...state,
      links: [...state.links, tap],
      network: { 'network-manager': { ...(network['network-manager'] ?? config()), devices } },
    };
    const [step] = adopt(guests).steps.filter((one) => one.kind === 'network-manager-state');
    assert.deepEqual([step?.device, step?.uuid, step?.judged], ['vnet0', undefined, false]);
    assert.match(previewStep(step ?? assert.fail(), true), /^\[device\]\nmanaged=false\n$/m);
  });

  it('has its addresses and its default route written where the card’s profile has none', () => {
    const bare = staticProfile.replace(
      /\[ipv4\][^[]*\[ipv6\][^[]*/,
      '[ipv4]\nmethod=disabled\n\n[ipv6]\nmethod=disabled\n\n',
    );
    const text = textsIn(adopt(handMade([profile(bare)])).steps)['br0.nmconnection'] ?? '';
    assert.match(text, /\[ipv4\]\nmethod=manual\n(?:.*\n)*address1=192\.0\.2\.10\/24\ngateway=192\.0\.2\.1\n/);
    assert.match(text, /\[ipv6\]\nmethod=manual\n(?:.*\n)*address1=2001:db8:1::10\/64\ngateway=2001:db8:1::1\n/);
  });

  it('keeps its MAC address and its MTU', () => {
    const other = { mac: '52:54:00:00:00:09', mtu: 9000 };
    const text = textsIn(adopt(handMade([profile(staticProfile)], other)).steps)['br0.nmconnection'] ?? '';
    assert.match(text, /^cloned-mac-address=52:54:00:00:00:09\nmtu=9000$/m);
  });

  it('is a conflict where the profile has what neither of them has, or where a DHCP client runs', () => {
    const others = [profile(staticProfile.replace('192.0.2.10/24', '192.0.2.11/24'))];
    throwsCode('Conflict', () => adopt(handMade(others)));
    const state = handMade([profile(dhcpProfile)]);
    const client = { interfaces: ['br0'], families: [4], pid: 7 } as unknown as HostState['dhcp']['clients'][number];
    throwsCode('Conflict', () => adopt({ ...state, dhcp: { ...state.dhcp, clients: [client] } }));
  });

  it('is not left to NetworkManager’s own activation, but to the next boot', () => {
    const state = handMade([profile(staticProfile)]);
    throwsCode('Unsupported', () => adopt(state, { activate: 'restart' }));
    const { steps, warnings } = adopt(state, { activate: 'boot' });
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ['file', 'file'],
    );
    assert.match(warnings.join(), /reads the profiles .* at its next start/);
  });

  it('gives the card its profile back byte for byte when it is deleted', () => {
    const state = handMade([profile(staticProfile)]);
    const { steps } = adopt(state);
    const texts = textsIn(planDeleteBridge(deletion({ activate: 'live' }), after(state, steps), history(steps)).steps);
    assert.deepEqual(texts, { 'uplink.nmconnection': staticProfile, 'br0.nmconnection': null });
  });
});

describe('a bridge that was made with nmcli', () => {
  const own = `[connection]
id=LAN
uuid=aaaaaaaa-2222-4333-8444-555555555555
type=bridge
autoconnect=false
interface-name=br0

[ethernet]

[bridge]
stp=false

[ipv4]
address1=192.0.2.10/24,192.0.2.1
method=manual

[ipv6]
address1=2001:db8:1::10/64,2001:db8:1::1
method=manual
`;
  const port = `[connection]
id=LAN port
uuid=bbbbbbbb-2222-4333-8444-555555555555
type=ethernet
interface-name=eth0
master=aaaaaaaa-2222-4333-8444-555555555555
slave-type=bridge

[ethernet]

[bridge-port]
`;
  const profiles = [profile(own, `${etc}/LAN.nmconnection`), profile(port, `${etc}/LAN port.nmconnection`)];
  const [ofBridge, ofPort] = profiles.map(({ uuid }) => uuid);
  const state: HostState = {
    ...handMade(profiles),
    network: {
      'network-manager': config({
        profiles,
        devices: { eth0: device({ active: ofPort }), br0: device({ active: ofBridge }) },
      }),
    },
  };

  it('keeps its profiles, which start at every boot with its MAC address, and NetworkManager is not stopped', () => {
    const { steps } = adopt(state);
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ['network-manager-profile', 'file', 'network-manager-profile'],
    );
    const text = own
      .replace('autoconnect=false\n', '')
      .replace('[ethernet]\n', '[ethernet]\ncloned-mac-address=52:54:00:12:34:56\n');
    assert.deepEqual(textsIn(steps), { 'LAN.nmconnection': text });
    assert.deepEqual(adopt(after(state, steps)).steps, []);
    throwsCode('Exists', () => adopt(state, { adopt: false }));
  });

  it('gives its card what it has when it is deleted', () => {
    const { steps } = adopt(state);
    const texts = textsIn(planDeleteBridge(deletion({ activate: 'live' }), after(state, steps), history(steps)).steps);
    assert.deepEqual(Object.keys(texts), ['LAN port.nmconnection', 'LAN.nmconnection']);
    assert.match(
      texts['LAN port.nmconnection'] ?? '',
      /\[ipv4\]\naddress1=192\.0\.2\.10\/24,192\.0\.2\.1\nmethod=manual/,
    );
    assert.doesNotMatch(texts['LAN port.nmconnection'] ?? '', /master|slave-type/);
  });

  it('does not become a port again where its port’s profile was corrected', () => {
    const off = profile(
      port.replace('type=ethernet', 'type=ethernet\nautoconnect=false'),
      `${etc}/LAN port.nmconnection`,
    );
    const both = [profiles[0] ?? off, off];
    const base = {
      ...state,
      network: { 'network-manager': { ...(state.network['network-manager'] ?? config()), profiles: both } },
    };
    const { steps } = adopt(base);
    assert.equal(textsIn(steps)['LAN port.nmconnection'], port);
    const gone = textsIn(planDeleteBridge(deletion({ activate: 'live' }), after(base, steps), history(steps)).steps);
    assert.doesNotMatch(gone['LAN port.nmconnection'] ?? '', /master|slave-type/);
  });
});
