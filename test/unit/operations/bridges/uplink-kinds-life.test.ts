import assert from 'node:assert/strict';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { BridgeName, InterfaceName, TransactionId } from '../../../../src/model/names.ts';
import type { Plan } from '../../../../src/model/plan.ts';
import type { Transaction } from '../../../../src/model/transaction.ts';
import { findingsOf } from '../../../../src/operations/bridges/findings.ts';
import { planCreateBridge } from '../../../../src/operations/bridges/plan-create.ts';
import { planDeleteBridge } from '../../../../src/operations/bridges/plan-delete.ts';
import { planRepairBridge } from '../../../../src/operations/bridges/plan-repair.ts';
import { afterSteps, deletion, link, request, textsOf } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { bondHost, vlanHost } from './uplinks.ts';

const asked = (name: string) => request({ activate: 'live', interface: name as InterfaceName });

/** What a plan makes of the host: its files, and the addresses on the bridge. */
function bridged(name: string, before: HostState, plan: Plan): HostState {
  const files = plan.filter((step) => step.kind === 'file');
  const uplink = before.links.find((one) => one.name === name);
  assert.ok(uplink !== undefined);
  const details = { id: '8000.525400123456', stp: false, forwardDelay: 0 };
  const bridge = { ...link({ index: 20, name: 'br0', kind: 'bridge', bridge: details }), mac: uplink.mac };
  return {
    ...afterSteps(before, files),
    links: [
      ...before.links.map((one) => (one === uplink ? { ...one, master: 'br0', addresses: [] } : one)),
      { ...bridge, addresses: uplink.addresses },
    ],
    routes: before.routes.map((route) => ({ ...route, device: 'br0' })),
  };
}

function creation(name: string, plan: Plan): Transaction {
  const of = { operation: 'CreateBridge', bridge: 'br0', interface: name, uid: 0, time: 1, bootId: 'x' } as const;
  const id = '0'.repeat(32) as TransactionId;
  return { ...of, format: 1, id, request: asked(name), plan, state: 'committed', deadline: undefined, report: [] };
}

const hosts: readonly (readonly [what: string, name: string, host: HostState])[] = [
  ['a VLAN', 'eth0.100', vlanHost()],
  ['a VLAN of another name', 'vlan100', vlanHost({ name: 'vlan100' })],
  ['a bond', 'bond0', bondHost()],
];

for (const [what, name, host] of hosts) {
  describe(`a bridge over ${what}`, () => {
    const { steps } = planCreateBridge(asked(name), host, []);
    const state = bridged(name, host, steps);
    const history = [creation(name, steps)];
    const failed = (of: HostState) =>
      findingsOf('br0', of, new Map())
        .filter(({ status }) => status === 'fail')
        .map(({ check }) => check);

    it('is as it should be to Verify', () => assert.deepEqual(failed(state), []));

    it('has nothing left to do when it is asked for again', () => {
      assert.deepEqual(planCreateBridge(asked(name), state, history).steps, []);
    });

    it('gives everything back when it is deleted', () => {
      const back = planDeleteBridge(deletion(), state, history);
      assert.deepEqual(back.warnings, []);
      const files = back.steps.filter((step) => step.kind === 'file');
      assert.deepEqual(textsOf(afterSteps(state, files)), textsOf(host));
      const links = back.steps.find((step) => step.kind === 'links');
      assert.deepEqual([links?.interface, links?.addresses], [name, ['192.0.2.10/24']]);
    });

    it('gives everything back without a journal too, but for what the files do not tell', () => {
      const files = planDeleteBridge(deletion(), state, []).steps.filter((step) => step.kind === 'file');
      const text = textsOf(afterSteps(state, files))[`ifcfg-${name}`] ?? '';
      assert.match(text, /IPADDR=192\.0\.2\.10/);
      assert.doesNotMatch(text, /BRIDGE|HWADDR/);
    });

    it('has its uplink plugged in again', () => {
      const links = state.links.map((one) => (one.name === name ? { ...one, master: undefined } : one));
      assert.deepEqual(failed({ ...state, links }), ['interface-in-bridge']);
      const { steps: repairs } = planRepairBridge(
        { operation: 'RepairBridge', bridge: 'br0' as BridgeName, activate: 'live', confirmWithin: 0, dryRun: false },
        { ...state, links },
        history,
      );
      assert.deepEqual(
        repairs.map((step) => step.kind === 'port' && [step.interface, step.bridge]),
        [[name, 'br0']],
      );
    });

    it('is not deleted from under a VLAN of its own', () => {
      const above = link({ index: 30, name: 'br0.7', kind: 'vlan', parent: 'br0' });
      const busy = () => planDeleteBridge(deletion(), { ...state, links: [...state.links, above] }, history);
      assert.match(throwsCode('Busy', busy), /carries 'br0\.7' \(vlan\)/);
    });
  });
}

describe('Verify of a bridge over a VLAN', () => {
  it('tells that its file no longer makes the VLAN', () => {
    const host = vlanHost();
    const { steps } = planCreateBridge(asked('eth0.100'), host, []);
    const state = bridged(
      'eth0.100',
      host,
      steps.map((step) =>
        step.kind === 'file' ? { ...step, after: step.after?.replace('VLAN=yes\n', '') ?? null } : step,
      ),
    );
    const finding = findingsOf('br0', state, new Map()).find(({ check }) => check === 'config-interface');
    assert.deepEqual([finding?.status, finding?.found], ['fail', 'a card']);
    assert.equal(finding?.remedy, 'write VLAN=yes, PHYSDEV=eth0 and VID=100 into it');
  });

  it('raises the card below before the VLAN', () => {
    const host = vlanHost({}, {}, { 'ifcfg-eth0': 'DEVICE=eth0\nMTU=9000\nONBOOT=yes\nBOOTPROTO=none\n' });
    const { steps } = planCreateBridge({ ...asked('eth0.100'), activate: 'boot', mtu: 9000 }, host, []);
    const finding = findingsOf('br0', bridged('eth0.100', host, steps), new Map()).find(({ check }) => check === 'mtu');
    assert.equal(
      finding?.remedy,
      ['eth0', 'eth0.100', 'br0'].map((name) => `ip link set dev ${name} mtu 9000`).join(' && '),
    );
  });
});
