import assert from 'node:assert/strict';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { BridgeName } from '../../../../src/model/names.ts';
import { immediate, type RepairBridgeRequest } from '../../../../src/model/requests.ts';
import { planRepairBridge } from '../../../../src/operations/bridges/plan-repair.ts';
import { address, filesOf, link } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { bridgedHost, bridgeLink, plainHost } from './bridges.ts';

const request: RepairBridgeRequest = {
  operation: 'RepairBridge',
  bridge: 'br0' as BridgeName,
  ...immediate,
  dryRun: false,
};
const plan = (state: HostState) => planRepairBridge(request, state, []);

describe('planning a repair', () => {
  it('has nothing to do for a bridge that is as it should be', () => {
    assert.deepEqual(plan(bridgedHost()), { steps: [], warnings: [] });
  });

  it('plugs in an uplink whose addresses the bridge has kept', () => {
    const { steps, warnings } = plan(bridgedHost({ links: [link(), bridgeLink()] }));
    assert.deepEqual(steps, [
      {
        kind: 'port',
        title: "plug 'eth0' into the bridge 'br0' again",
        interface: 'eth0',
        bridge: 'br0',
      },
    ]);
    assert.deepEqual(warnings, []);
  });

  it('leaves an uplink that has addresses where it is, and gives the remedy', () => {
    const { steps, warnings } = plan(
      bridgedHost({ links: [link({ addresses: [address('192.0.2.10/24')] }), bridgeLink()] }),
    );
    assert.deepEqual(steps, []);
    assert.match(warnings.join('\n'), /'interface-in-bridge' still fails, .*; its remedy is: ip /);
  });

  it('leaves an uplink in the bridge that another program has put it on', () => {
    const elsewhere = link({ master: 'virbr0' });
    const { steps, warnings } = plan(bridgedHost({ links: [elsewhere, bridgeLink()] }));
    assert.deepEqual(steps, []);
    assert.match(warnings.join('\n'), /'interface-in-bridge' still fails/);
  });

  it('turns STP off before it sets the delay', () => {
    const wrong = bridgeLink({ bridge: { id: '8000.525400123456', stp: true, forwardDelay: 1500 } });
    const { steps } = plan(bridgedHost({ links: [link({ master: 'br0' }), wrong] }));
    assert.deepEqual(
      steps.map((step) => step.kind === 'bridge-setting' && [step.setting, step.before, step.after]),
      [
        ['stp_state', '1', '0'],
        ['forward_delay', '1500', '0'],
      ],
    );
  });

  it('leaves a file alone that Bridgehead has not written', () => {
    const state = bridgedHost({ networkFiles: filesOf(bridgedHost()).filter(({ name }) => name !== 'ifcfg-br0') });
    const { steps, warnings } = plan(state);
    assert.deepEqual(steps, []);
    assert.match(warnings.join('\n'), /'config-bridge' still fails/);
  });

  it('needs a bridge in the running kernel', () => {
    throwsCode('NotFound', () => plan(plainHost()));
    assert.match(
      throwsCode('NotFound', () => plan(bridgedHost({ links: [link()] }))),
      /'CreateBridge' makes it/,
    );
    throwsCode('Unsupported', () => plan(bridgedHost({ live: false })));
  });
});
