import assert from 'node:assert/strict';
import { readerProblem } from '../../../../../../src/backends/network/network-scripts/guards/boot-reader.ts';
import { planCreateBridge } from '../../../../../../src/operations/bridges/plan-create.ts';
import { planDeleteBridge } from '../../../../../../src/operations/bridges/plan-delete.ts';
import type { AtBoot, NetworkManagerState } from '../../../../../../src/model/host-state.ts';
import type { TransactionId } from '../../../../../../src/model/names.ts';
import type { Plan } from '../../../../../../src/model/plan.ts';
import type { CreateBridgeRequest } from '../../../../../../src/model/requests.ts';
import type { Transaction } from '../../../../../../src/model/transaction.ts';
import { bridgedHost, file, plainHost } from '../../../../operations/bridges/bridges.ts';
import { deletion, hostWith, networkManager, request, type HostOptions } from '../../../../support/host.ts';
import { throwsCode } from '../../../../support/throws.ts';

type NetworkManagerWay = CreateBridgeRequest['networkmanager'];
const activations = ['live', 'restart', 'boot'] as const;
const ways: readonly NetworkManagerWay[] = ['release', 'disable', 'unchanged'];
const absent = networkManager('absent');
/** Not running, so that it is in the way of no change. */
const stopped = (readsIfcfg: boolean) => networkManager('stopped', { readsIfcfg });

const hostOf = (manager: NetworkManagerState, network: AtBoot, NetworkManager: AtBoot, more: HostOptions = {}) =>
  plainHost({ networkManager: manager, atBoot: { NetworkManager, network }, ...more });
const create = (state: ReturnType<typeof plainHost>, more: Partial<CreateBridgeRequest> = {}) =>
  planCreateBridge(request({ activate: 'live', ...more }), state, []);
const services = (plan: Plan) =>
  plan.flatMap((step) =>
    step.kind === 'service' && ['enable', 'disable'].includes(step.apply) ? [`${step.apply} ${step.service}`] : [],
  );

/** Service `network`, NetworkManager and its start at boot; then what becomes of release, disable and unchanged. */
const R = 'Refused';
const on = 'enable network';
const combinations: readonly (readonly [
  what: string,
  service: 'present' | 'absent' | 'unknown',
  network: AtBoot,
  manager: NetworkManagerState,
  starts: AtBoot,
  outcomes: readonly [release: string, disable: string, unchanged: string],
])[] = [
  ['enabled, no NetworkManager', 'present', 'enabled', absent, 'unknown', ['', '', '']],
  [
    'enabled, NetworkManager enabled',
    'present',
    'enabled',
    stopped(true),
    'enabled',
    ['', 'disable NetworkManager', ''],
  ],
  ['enabled, NetworkManager disabled', 'present', 'enabled', stopped(true), 'disabled', ['', '', '']],
  ['disabled, no NetworkManager', 'present', 'disabled', absent, 'unknown', [on, on, on]],
  [
    'disabled, NetworkManager that reads the files',
    ...(['present', 'disabled', stopped(true), 'enabled'] as const),
    [on, `disable NetworkManager ${on}`, R],
  ],
  [
    'disabled, NetworkManager without the plugin',
    ...(['present', 'disabled', stopped(false), 'enabled'] as const),
    [on, `disable NetworkManager ${on}`, on],
  ],
  ['disabled, NetworkManager disabled', 'present', 'disabled', stopped(true), 'disabled', [on, on, on]],
  ['masked', 'present', 'masked', stopped(false), 'disabled', [R, R, R]],
  ['unknown, no NetworkManager', 'present', 'unknown', absent, 'unknown', [R, R, R]],
  ['unknown, NetworkManager off', 'present', 'unknown', stopped(true), 'disabled', [R, on, R]],
  ['absent, no NetworkManager', 'absent', 'unknown', absent, 'unknown', [R, R, R]],
  ['absent, NetworkManager that reads the files', 'absent', 'unknown', stopped(true), 'enabled', [R, R, R]],
  ['absent, NetworkManager without the plugin', 'absent', 'unknown', stopped(false), 'enabled', [R, R, R]],
  ['not found without systemd', 'unknown', 'unknown', absent, 'unknown', [R, R, R]],
];

describe('what brings the interface up at the next boot, by the service network', () => {
  for (const [what, networkService, network, manager, starts, outcomes] of combinations) {
    for (const activate of activations) {
      it(`is settled before anything changes: ${what}, activate ${activate}`, () => {
        const state = hostOf(manager, network, starts, { networkService });
        ways.forEach((networkmanager, index) => {
          const change = (): Plan => create(state, { networkmanager, activate }).steps;
          if (outcomes[index] === R) throwsCode('Refused', change);
          else assert.equal(services(change()).join(' '), outcomes[index], networkmanager);
        });
      });
    }
  }

  it('is not asked of an image', () => {
    const image = plainHost({ live: false, links: [], routes: [], networkService: 'absent' });
    assert.equal(create(image, { activate: 'boot' }).steps.length, 3);
    assert.equal(readerProblem('eth0', image), undefined);
  });

  it('is nothing new for a bridge that is there already', () => {
    const off = { NetworkManager: 'unknown', network: 'disabled' } as const;
    assert.deepEqual(create(bridgedHost({ atBoot: off })).steps, []);
  });
});

describe('the refusal', () => {
  const refused = (state: ReturnType<typeof plainHost>, networkmanager: NetworkManagerWay = 'release') =>
    throwsCode('Refused', () => create(state, { networkmanager }));

  it('says what was looked at and what to do, and nothing that would not help', () => {
    const none = refused(hostOf(stopped(true), 'unknown', 'enabled', { networkService: 'absent' }));
    assert.match(none, /no service 'network' on this host, only NetworkManager, .*; install the distribution/);
    assert.doesNotMatch(none, /release|disable/);
    assert.match(refused(hostOf(absent, 'masked', 'unknown')), /is masked; unmask and enable it/);
    assert.match(refused(hostOf(absent, 'unknown', 'unknown')), /it is unknown whether .*; enable it with/);
    const left = refused(hostOf(stopped(true), 'disabled', 'enabled'), 'unchanged');
    assert.match(left, /cannot leave 'eth0' with NetworkManager yet; use networkmanager 'release'/);
  });

  it('has the words that ListInterfaces has for the interface', () => {
    const state = hostOf(absent, 'unknown', 'unknown', { networkService: 'absent' });
    const words = (sentence: string | undefined) => sentence?.replace(/read the files? of .* at/, 'read it at');
    assert.equal(words(readerProblem('eth0', state)?.message), words(refused(state)));
    assert.equal(readerProblem('eth0', hostOf(absent, 'disabled', 'unknown')), undefined);
  });
});

describe('a service network that a plan enables', () => {
  const eth1 = 'DEVICE=eth1\nONBOOT=yes\nBOOTPROTO=dhcp\n';
  const off = { NetworkManager: 'enabled', network: 'disabled' } as const;
  const withFiles = (files: Readonly<Record<string, string>>, more: HostOptions = {}) =>
    hostWith({ 'ifcfg-eth0': file, ...files }, { ...hostParts, atBoot: off, ...more });
  const { links, routes } = plainHost();
  const hostParts = { links, routes };

  it('is enabled before the files change, and by an undo disabled after they are back', () => {
    const [first, ...rest] = create(withFiles({})).steps;
    assert.ok(first?.kind === 'service');
    assert.deepEqual([first.apply, first.undo], ['enable', 'disable']);
    assert.deepEqual(
      rest.map(({ kind }) => kind),
      ['file', 'file', 'links'],
    );
  });

  it('says which other interfaces it brings up too', () => {
    const { warnings } = create(withFiles({ 'ifcfg-eth1': eth1, 'ifcfg-eth2': 'DEVICE=eth2\nONBOOT=no\n' }));
    assert.match(
      warnings.join('\n'),
      /^from the next boot on the service 'network' also brings up 'eth1'; set ONBOOT=no/,
    );
    assert.deepEqual(create(withFiles({})).warnings, []);
  });

  it('says which of them NetworkManager has', () => {
    const files = { 'ifcfg-eth1': eth1, 'ifcfg-eth2': 'DEVICE=eth2\nNM_CONTROLLED=no\n' };
    const { warnings } = create(withFiles(files, { networkManager: stopped(true) }));
    assert.match(warnings.join('\n'), /'eth1', 'eth2', also where NetworkManager has them \('eth1'\): ifup leaves/);
  });

  it('is disabled again with the last bridge, unless somebody has done so since', () => {
    const asked = request({ activate: 'live' });
    const creation: Transaction = {
      ...{
        format: 1,
        id: '0'.repeat(32) as TransactionId,
        operation: 'CreateBridge',
        bridge: 'br0',
        interface: 'eth0',
      },
      ...{ uid: 0, time: 1, bootId: 'x', request: asked, plan: create(withFiles({})).steps, state: 'committed' },
      ...{ deadline: undefined, report: [] },
    };
    const remove = (network: AtBoot) =>
      services(planDeleteBridge(deletion(), bridgedHost({ atBoot: { ...off, network } }), [creation]).steps);
    assert.deepEqual(remove('enabled'), ['disable network']);
    assert.deepEqual(remove('unknown'), ['disable network']);
    assert.deepEqual(remove('disabled'), []);
  });
});
