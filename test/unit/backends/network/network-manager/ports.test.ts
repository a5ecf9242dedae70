import assert from 'node:assert/strict';
import type { HostState, Link } from '../../../../../src/model/host-state.ts';
import type { InterfaceName, TransactionId } from '../../../../../src/model/names.ts';
import type { NetworkManagerConfig, NetworkManagerProfile } from '../../../../../src/model/network-config.ts';
import type { FileStep, Plan } from '../../../../../src/model/plan.ts';
import type { CreateBridgeRequest } from '../../../../../src/model/requests.ts';
import type { Transaction } from '../../../../../src/model/transaction.ts';
import { furtherPortsOf } from '../../../../../src/backends/network/detect.ts';
import { findingsOf } from '../../../../../src/operations/bridges/findings.ts';
import { planCreateBridge } from '../../../../../src/operations/bridges/plan-create.ts';
import { planDeleteBridge } from '../../../../../src/operations/bridges/plan-delete.ts';
import { address, deletion, link, request } from '../../../support/host.ts';
import {
  bridgedLinks,
  config,
  device,
  etc,
  madeUpProfile,
  managedHost,
  profile,
  staticProfile,
  textsIn,
} from '../../../support/network-manager.ts';
import { throwsCode } from '../../../support/throws.ts';

const second = `[connection]
id=second
uuid=22222222-2222-4333-8444-555555555555
type=ethernet
interface-name=eth1

[ipv4]
method=auto
`;
const idle = device({ state: 30, active: undefined });
const eth1 = (more: Partial<Link> = {}): Link => link({ index: 3, name: 'eth1', mac: '52:54:00:00:00:01', ...more });

/** A host with a second card, which NetworkManager has without a connection. */
function host(
  profiles: readonly NetworkManagerProfile[] = [],
  card: Partial<Link> = {},
  more: Partial<NetworkManagerConfig> = {},
): HostState {
  const { links } = managedHost();
  return managedHost(
    { profiles: [profile(staticProfile), ...profiles], devices: { eth0: device(), eth1: idle }, ...more },
    { links: [...links, eth1(card)] },
  );
}

const asked = (more: Partial<CreateBridgeRequest> = {}): CreateBridgeRequest =>
  request({ activate: 'live', networkmanager: 'keep', ports: ['eth1' as InterfaceName], ...more });
const create = (state: HostState, more: Partial<CreateBridgeRequest> = {}) => planCreateBridge(asked(more), state, []);

function kept(plan: Plan, id: string, more: Partial<CreateBridgeRequest> = {}): Transaction {
  const own = { operation: 'CreateBridge', bridge: 'br0', interface: 'eth0', state: 'committed' } as const;
  const facts = { format: 1, uid: 0, bootId: 'x', time: 1, deadline: undefined, report: [] } as const;
  return { ...own, ...facts, id: id.repeat(32) as TransactionId, plan, request: asked(more) };
}

/** The host once the plan is done: both cards are ports, and connected. */
function bridged(state: HostState, steps: Plan, ports: readonly Link[] = [eth1({ master: 'br0' })]): HostState {
  const before = state.network['network-manager'] ?? config();
  const files = steps.filter((step): step is FileStep => step.kind === 'file');
  const kept = before.profiles.filter(({ file }) => !files.some(({ path }) => path === file.path));
  const written = files.flatMap(({ path, after }) => (after === null ? [] : [profile(after, path)]));
  const states = steps.filter((step) => step.kind === 'network-manager-state');
  const devices = Object.fromEntries(states.map((step) => [step.device, device({ active: step.uuid })]));
  const { links, routes } = managedHost();
  return {
    ...state,
    network: {
      'network-manager': { ...before, profiles: [...kept, ...written], devices: { ...before.devices, ...devices } },
    },
    links: [...bridgedLinks(links[0]?.addresses ?? []), ...ports],
    routes: routes.map((route) => ({ ...route, device: 'br0' })),
  };
}

const path = (name: string): string => `${etc}/${name}.nmconnection`;
const inMemory = profile(
  madeUpProfile.replaceAll('eth0', 'eth1'),
  '/run/NetworkManager/system-connections/Wired connection 1.nmconnection',
  'memory',
);

describe('a bridge of NetworkManager’s with a further port', () => {
  it('has a new profile for a card without one, and the card once the host is on the bridge', () => {
    const { steps, warnings } = create(host());
    assert.deepEqual(
      steps.map((step) => (step.kind === 'network-manager-state' ? `state of ${step.device}` : step.kind)),
      ['service', 'file', 'file', 'file', 'links', 'port', 'state of br0', 'state of eth0', 'state of eth1', 'service'],
    );
    assert.match(
      textsIn(steps)['eth1.nmconnection'] ?? '',
      /^# Written by bridgehead\n\[connection\]\nid=eth1\nuuid=\S+\ntype=ethernet\ninterface-name=eth1\nmaster=br0\nslave-type=bridge\n\n\[ethernet\]\n\n\[bridge-port\]\n$/,
    );
    assert.match(warnings.join(), /make a loop/);
  });

  it('changes the profile that a card has, and keeps its UUID', () => {
    const text = textsIn(create(host([profile(second, path('second'))])).steps)['second.nmconnection'] ?? '';
    assert.match(text, /^uuid=22222222-2222-4333-8444-555555555555$/m);
    assert.match(text, /^master=br0\nslave-type=bridge$/m);
    assert.doesNotMatch(text, /ipv4/);
  });

  it('has a file for a card that NetworkManager has by a profile in memory alone', () => {
    const devices = { eth0: device(), eth1: device({ state: 70, active: inMemory.uuid }) };
    const text = textsIn(create(host([inMemory], {}, { devices })).steps)['eth1.nmconnection'] ?? '';
    assert.match(text, /^id=Wired connection 1$/m);
    assert.doesNotMatch(text, /nmmeta|-999|method/);
  });

  it('is not judged by a card without a cable, which NetworkManager does not connect', () => {
    const states = (carrier: boolean) =>
      create(host([], { carrier })).steps.filter((step) => step.kind === 'network-manager-state');
    assert.deepEqual([states(true).at(-1)?.judged, states(false).at(-1)?.judged], [undefined, false]);
  });

  it('gets it later too, while NetworkManager is stopped, and only once', () => {
    const without = create(host(), { ports: [] }).steps;
    const now = bridged(host(), without, [eth1()]);
    const { steps } = create(now);
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ['service', 'file', 'port', ...Array<string>(3).fill('network-manager-state'), 'service'],
    );
    const whole = bridged(now, steps);
    assert.deepEqual(create(whole).steps, []);
    assert.deepEqual(furtherPortsOf('br0', whole), ['eth1']);
    assert.match(
      throwsCode('Exists', () => create(whole, { ports: [] })),
      /further port 'eth1'/,
    );
    const failed = findingsOf('br0', whole, new Map()).filter(({ status }) => status === 'fail');
    assert.deepEqual(failed, []);
  });

  it('gives each its profile back byte for byte, and none to one that had none, also where it was added later', () => {
    for (const profiles of [[], [profile(second, path('second'))]]) {
      const state = host(profiles);
      const made = create(state, { ports: [] }).steps;
      const between = bridged(state, made, [eth1()]);
      const added = create(between).steps;
      const whole = bridged(between, added);
      const history = [kept(added, '2'), kept(made, '1', { ports: [] })];
      const { steps } = planDeleteBridge(deletion({ activate: 'live' }), whole, history);
      const texts = textsIn(steps);
      assert.equal(texts['uplink.nmconnection'], staticProfile);
      assert.equal(
        profiles.length === 0 ? texts['eth1.nmconnection'] : texts['second.nmconnection'],
        profiles.length === 0 ? null : second,
      );
      const leaves = steps.find((step) => step.kind === 'port');
      assert.deepEqual([leaves?.interface, leaves?.action], ['eth1', 'leave']);
    }
  });

  it('leaves a card without addresses where somebody else has made it a port', () => {
    const state = bridged(host(), create(host()).steps);
    const text = textsIn(planDeleteBridge(deletion({ activate: 'live' }), state, []).steps)['eth1.nmconnection'] ?? '';
    assert.match(text, /\[ipv4\]\nmethod=disabled\n\n\[ipv6\]\nmethod=disabled\n$/);
    assert.doesNotMatch(text, /master|bridge-port/);
  });

  it('is refused with a card that has addresses, by the kernel or by its profile, or that another port’s profile is for', () => {
    const fixed = second.replace('method=auto', 'address1=198.51.100.9/24\nmethod=manual');
    const addressed = { addresses: [address('198.51.100.9/24')] };
    for (const activate of ['live', 'boot'] as const) {
      throwsCode('Conflict', () => create(host([profile(fixed, path('second'))]), { activate }));
      throwsCode('Conflict', () => create(host([], addressed), { activate }));
    }
    const vlan = { kind: 'vlan', parent: 'eth0' };
    throwsCode('Unsupported', () => create(host([], vlan)));
  });
});
