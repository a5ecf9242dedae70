import assert from 'node:assert/strict';
import type { HostState, NetworkManagerState } from '../../../../../../src/model/host-state.ts';
import type { BridgeName, TransactionId } from '../../../../../../src/model/names.ts';
import type { Plan, Step } from '../../../../../../src/model/plan.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../../../../../src/model/requests.ts';
import type { Transaction } from '../../../../../../src/model/transaction.ts';
import { dropInText } from '../../../../../../src/backends/network/network-scripts/networkmanager/drop-in.ts';
import { planCreateBridge } from '../../../../../../src/operations/bridges/plan-create.ts';
import { planDeleteBridge } from '../../../../../../src/operations/bridges/plan-delete.ts';
import { bridgedHost, plainHost } from '../../../../operations/bridges/bridges.ts';
import { address, link, networkFile, networkManager, request, type HostOptions } from '../../../../support/host.ts';
import { parseCidr } from '../../../../../../src/model/addresses.ts';
import { throwsCode } from '../../../../support/throws.ts';

type More = Partial<NetworkManagerState>;
const path = '/etc/NetworkManager/conf.d/90-bridgehead-br0.conf';
const dropIn = (text: string) => ({ ...networkFile('90-bridgehead-br0.conf', text), path });
const now = dropInText({ bridge: 'br0', uplink: 'eth0', ports: [] }, 'now');
const nextBoot = dropInText({ bridge: 'br0', uplink: 'eth0', ports: [] }, 'next-boot');
const unmanaged = { devices: { eth0: 'unmanaged', br0: 'unmanaged' } } as const;

const running = (more: More = {}) => networkManager('running', { devices: { eth0: 'external' }, ...more });
const atBoot = { NetworkManager: 'enabled', network: 'enabled' } as const;
const host = (state: NetworkManagerState, more: HostOptions = {}) =>
  plainHost({ networkManager: state, atBoot, ...more });

const create = (state: HostState, more: Partial<CreateBridgeRequest> = {}) =>
  planCreateBridge(request({ activate: 'live', ...more }), state, []).steps;
const remove = (state: HostState, history: readonly Transaction[] = [], more: Partial<DeleteBridgeRequest> = {}) =>
  planDeleteBridge(deletion(more), state, history).steps;
function deletion(more: Partial<DeleteBridgeRequest>): DeleteBridgeRequest {
  const { probe } = request();
  const bridge = 'br0' as BridgeName;
  return { operation: 'DeleteBridge', bridge, activate: 'live', confirmWithin: 0, dryRun: false, probe, ...more };
}

/** A plan in short: services as `stop NetworkManager`, files by their name, the links as `links`. */
const shortly = (plan: Plan): readonly string[] => plan.map(inShort);
function inShort(step: Step): string {
  if (step.kind === 'service') return `${step.apply} ${step.service}`;
  return step.kind === 'file' ? step.path.slice(step.path.lastIndexOf('/') + 1) : step.kind;
}
const ifcfg = ['ifcfg-br0', 'ifcfg-eth0'];
const created = (plan: Plan, asked: CreateBridgeRequest = request()): Transaction => ({
  ...{ format: 1, id: '0'.repeat(32) as TransactionId, operation: 'CreateBridge', bridge: 'br0', interface: 'eth0' },
  ...{ uid: 0, time: 1, bootId: 'x', request: asked, plan, state: 'committed', deadline: undefined, report: [] },
});

describe('releasing an interface from NetworkManager', () => {
  it('stops it before any change and starts it at the end', () => {
    assert.deepEqual(shortly(create(host(running()))), [
      'stop NetworkManager',
      '90-bridgehead-br0.conf',
      ...ifcfg,
      'links',
      'start NetworkManager',
    ]);
  });

  it('encloses a restart of the network service, so that it also starts last in an undo', () => {
    const plan = create(host(running()), { activate: 'restart' });
    assert.deepEqual(shortly(plan).slice(0, 3), ['stop NetworkManager', '90-bridgehead-br0.conf', 'nothing network']);
    assert.deepEqual(shortly(plan).slice(-2), ['restart network', 'start NetworkManager']);
    const [down, restart] = ['nothing network', 'restart network'].map((one) => shortly(plan).indexOf(one));
    const step = plan[down ?? -1];
    assert.equal(step?.kind === 'service' && step.undoIfBegun, restart);
  });

  it('only writes a file if it is stopped or the change waits for the next boot, and does nothing if it is not installed', () => {
    const file = ['90-bridgehead-br0.conf', ...ifcfg];
    assert.deepEqual(shortly(create(host(networkManager('stopped')))), [...file, 'links']);
    assert.deepEqual(shortly(create(host(running()), { activate: 'boot' })), file);
    assert.deepEqual(shortly(create(host(networkManager('absent')))), [...ifcfg, 'links']);
  });

  it('writes for the next boot what a reload does not apply', () => {
    const textOf = (plan: Plan) =>
      plan.flatMap((step) => (step.kind === 'file' && step.path === path ? step.after : []));
    assert.deepEqual(textOf(create(host(running()))), [now]);
    assert.deepEqual(textOf(create(host(running()), { activate: 'boot' })), [nextBoot]);
    assert.match(
      now,
      /^# Written by bridgehead\n\[keyfile\]\nunmanaged-devices\+=interface-name:eth0;interface-name:br0\n$/,
    );
    assert.match(nextBoot, /\nmatch-device=interface-name:eth0,interface-name:br0\nmanaged=0\n$/);
  });

  it('relies on NM_CONTROLLED=no if NetworkManager has no drop-in folder', () => {
    const plan = shortly(create(host(running({ dropIns: undefined, readsIfcfg: true }))));
    assert.deepEqual(plan, ['stop NetworkManager', ...ifcfg, 'links', 'start NetworkManager']);
    throwsCode('Unsupported', () => create(host(running({ dropIns: undefined }))));
  });

  it('is done once, and again only if NetworkManager has reclaimed one of them', () => {
    const bridged = (state: NetworkManagerState) => bridgedHost({ networkManager: state, atBoot });
    for (const text of [now, nextBoot]) {
      assert.deepEqual(create(bridged(running({ ...unmanaged, dropIns: [dropIn(text)] }))), []);
    }
    const taken = bridged(running({ devices: { eth0: 'unmanaged', br0: 'external' } }));
    assert.deepEqual(shortly(create(taken)), ['stop NetworkManager', '90-bridgehead-br0.conf', 'start NetworkManager']);
  });

  it('is reverted with the bridge', () => {
    const state = bridgedHost({ networkManager: running({ ...unmanaged, dropIns: [dropIn(now)] }), atBoot });
    const plan = shortly(remove(state));
    assert.deepEqual(plan.slice(0, 2), ['stop NetworkManager', '90-bridgehead-br0.conf']);
    assert.deepEqual(plan.slice(-2), ['links', 'start NetworkManager']);
    assert.equal(shortly(remove(state, [], { activate: 'boot' })).includes('stop NetworkManager'), false);
  });

  it("keeps another program's file in its place", () => {
    const state = bridgedHost({ networkManager: running({ ...unmanaged, dropIns: [dropIn('[keyfile]\n')] }), atBoot });
    assert.equal(shortly(remove(state)).includes('90-bridgehead-br0.conf'), false);
  });
});

describe('disabling NetworkManager', () => {
  const disable = { networkmanager: 'disable' } as const;
  const off = ['stop NetworkManager', 'disable NetworkManager', 'enable network'];
  const networkOff = { atBoot: { NetworkManager: 'enabled', network: 'disabled' } } as const;

  it('lets the network service take its place, only if requested', () => {
    const before = host(running(), networkOff);
    assert.deepEqual(shortly(create(before, disable)), [...off, ...ifcfg, 'links']);
    assert.deepEqual(shortly(create(before, { ...disable, activate: 'boot' })), [...off.slice(1), ...ifcfg]);
    const done = { NetworkManager: 'disabled', network: 'enabled' } as const;
    assert.deepEqual(shortly(create(host(networkManager('stopped'), { atBoot: done }), disable)), [...ifcfg, 'links']);
  });

  it('is reverted with the last bridge, unless an administrator has done so since', () => {
    const asked = request({ ...disable, activate: 'live' });
    const history = [created(create(host(running(), networkOff), disable), asked)];
    const done = { NetworkManager: 'disabled', network: 'enabled' } as const;
    const state = bridgedHost({ networkManager: networkManager('stopped'), atBoot: done });
    const on = ['disable network', 'enable NetworkManager', 'start NetworkManager'];
    assert.deepEqual(shortly(remove(state, history)).slice(-3), on);
    const other = bridgedHost({ networkManager: running(unmanaged), ...networkOff });
    assert.equal(shortly(remove(other, history)).at(-1), 'links');
  });

  it('warns if its former state is unknown, and does not revert it', () => {
    const unknown = { NetworkManager: 'unknown', network: 'unknown' } as const;
    const [, step] = create(host(running(), { atBoot: unknown }), disable);
    assert.equal(step?.kind === 'service' && step.undo, 'nothing');
    assert.match(step?.title ?? '', /is unknown/);
  });

  it('is Refused where nothing would bring the network up', () => {
    throwsCode('Refused', () => create(host(running(), { networkService: 'absent' }), disable));
    const masked = { NetworkManager: 'enabled', network: 'masked' } as const;
    assert.match(
      throwsCode('Refused', () => create(host(running(), { atBoot: masked }), disable)),
      /unmask network/,
    );
  });

  it('is Unsupported where the services are another machine’s, and advises release only where that helps', () => {
    const image = (networkService: 'present' | 'absent') =>
      throwsCode('Unsupported', () =>
        create(host(running(), { live: false, networkService }), { ...disable, activate: 'boot' }),
      );
    assert.match(image('present'), /use 'release'/);
    assert.doesNotMatch(image('absent'), /use 'release'/);
  });
});

describe('a NetworkManager that manages the interface', () => {
  it("rules out networkmanager 'unchanged', unless it leaves the interface alone", () => {
    const unchanged = { networkmanager: 'unchanged' } as const;
    throwsCode('Unsupported', () => create(host(running()), unchanged));
    assert.deepEqual(shortly(create(host(running(unmanaged)), unchanged)), [...ifcfg, 'links']);
  });

  it('causes CommandFailed if it does not answer', () => {
    throwsCode('CommandFailed', () => create(host(networkManager('silent'))));
  });

  it('causes CommandFailed if it runs and does not list the interface', () => {
    const withoutInterface = host(running({ devices: { lo: 'unmanaged' } }));
    for (const networkmanager of ['release', 'unchanged'] as const) {
      throwsCode('CommandFailed', () => create(withoutInterface, { networkmanager }));
    }
    assert.equal(shortly(create(withoutInterface, { networkmanager: 'disable' }))[0], 'stop NetworkManager');
  });

  it('keeps its own lease, which no other program could renew', () => {
    const leased = address('192.0.2.10/24', { dynamic: true, validLifetime: 3600 });
    const networkFiles = [networkFile('ifcfg-eth0', 'DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n')];
    const state = host(running({ devices: { eth0: 'managed' } }), {
      links: [link({ addresses: [leased] })],
      networkFiles,
    });
    throwsCode('Unsupported', () => create(state));
    const given = { addressing: 'static', addresses: [parseCidr('192.0.2.30/24')], gateways: ['192.0.2.1'] } as const;
    assert.ok(create(state, given).length > 0);
  });
});

describe('a NetworkManager that no service manager knows', () => {
  const alone = running({ controllable: false });

  for (const networkmanager of ['release', 'disable'] as const) {
    it(`is refused, unless the change waits for the next boot: ${networkmanager}`, () => {
      throwsCode('Unsupported', () => create(host(alone), { networkmanager }));
      assert.ok(create(host(alone), { networkmanager, activate: 'boot' }).length > 0);
    });
  }

  it('is refused if it would get the interface back', () => {
    const state = bridgedHost({ networkManager: { ...alone, ...unmanaged, dropIns: [dropIn(now)] }, atBoot });
    throwsCode('Unsupported', () => remove(state));
    assert.ok(remove(state, [], { activate: 'boot' }).length > 0);
  });
});
