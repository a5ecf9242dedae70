import assert from 'node:assert/strict';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { BridgeName } from '../../../../src/model/names.ts';
import { immediate, type RepairBridgeRequest } from '../../../../src/model/requests.ts';
import { planRepairBridge } from '../../../../src/operations/bridges/plan-repair.ts';
import { address, defaultRoute, filesOf, link } from '../../support/host.ts';
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

  it('moves the host onto the bridge from an uplink that has its addresses, in one batch with an undo', () => {
    const { steps, warnings } = plan(
      bridgedHost({
        links: [link({ addresses: [address('192.0.2.10/24')] }), bridgeLink({ addresses: [] })],
        routes: [defaultRoute('192.0.2.1')],
      }),
    );
    assert.deepEqual(warnings, []);
    const [step] = steps;
    assert.ok(step?.kind === 'links' && steps.length === 1);
    assert.deepEqual(step.batch, [
      'addr replace 192.0.2.10/24 dev br0 scope global',
      '# settle br0',
      '# neighbours eth0 br0',
      'link set dev eth0 master br0',
      'route replace 0.0.0.0/0 via 192.0.2.1 dev br0 proto boot',
      '# advertised eth0',
      'addr del 192.0.2.10/24 dev eth0',
    ]);
    assert.ok(step.reverse.includes('link set dev eth0 nomaster'));
  });

  it('gives the bridge the address and the route that its file has, where no device has them', () => {
    const bare = bridgedHost({ links: [link({ master: 'br0' }), bridgeLink({ addresses: [] })], routes: [] });
    const [step] = plan(bare).steps;
    assert.ok(step?.kind === 'links');
    assert.equal(step.title, "give the bridge 'br0' what it lacks");
    assert.deepEqual(
      step.batch.filter((line) => !line.startsWith('#')),
      [
        'addr replace 192.0.2.10/24 dev br0 broadcast + scope global',
        'route replace 0.0.0.0/0 via 192.0.2.1 dev br0 proto boot',
      ],
    );
  });

  it('leaves the host on its card where STP would silence it, and gives the remedy', () => {
    const details = { id: '8000.525400123456', stp: true, forwardDelay: 1500 };
    const files = filesOf(bridgedHost()).map((file) => ({
      ...file,
      text: file.text?.replace('STP=off', 'STP=on').replace('DELAY=0', 'DELAY=15'),
    }));
    const links = [link({ addresses: [address('192.0.2.10/24')] }), bridgeLink({ addresses: [], bridge: details })];
    const { steps, warnings } = plan(bridgedHost({ networkFiles: files, links }));
    assert.deepEqual(steps, []);
    assert.match(warnings.join('\n'), /'interface-in-bridge' still fails, .*; its remedy is: ip /);
  });

  it('sets what a link has lost, the card before the bridge', () => {
    const wrong = bridgeLink({ mtu: 1400, mac: '02:00:00:00:00:02', up: false });
    const { steps } = plan(bridgedHost({ links: [link({ master: 'br0', mtu: 1400, up: false }), wrong] }));
    assert.deepEqual(
      steps.map((step) => step.kind === 'link-setting' && [step.device, step.setting, step.after]),
      [
        ['br0', 'state', 'up'],
        ['eth0', 'state', 'up'],
        ['br0', 'address', '52:54:00:12:34:56'],
        ['eth0', 'mtu', '1500'],
        ['br0', 'mtu', '1500'],
      ],
    );
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

  it('makes a bridge anew that only its files have, with what they say and what its card has', () => {
    const bare = plan(bridgedHost({ links: [link()], routes: [] })).steps;
    const [step] = bare;
    assert.ok(step?.kind === 'links' && bare.length === 1 && step.createsBridge);
    assert.ok(step.batch.includes('addr add 192.0.2.10/24 dev br0 broadcast + scope global'));
    assert.ok(step.batch.includes('route replace 0.0.0.0/0 via 192.0.2.1 dev br0 proto boot'));
    const [moved] = plan(bridgedHost({ links: plainHost().links, routes: plainHost().routes })).steps;
    assert.ok(moved?.kind === 'links');
    assert.deepEqual(moved.addresses, ['192.0.2.10/24']);
  });

  it('says how to start a DHCP client for a bridge that is made anew where none runs', () => {
    const networkFiles = filesOf(bridgedHost()).map((file) => ({
      ...file,
      text: file.text
        ?.replace('BOOTPROTO=none\nSTP', 'BOOTPROTO=dhcp\nSTP')
        .replace(/^(IPADDR|PREFIX|GATEWAY).*\n/gm, ''),
    }));
    const { warnings } = plan(bridgedHost({ networkFiles, links: [link()], routes: [] }));
    assert.deepEqual(warnings, [
      "'br0' gets its address from a DHCP server, and no client runs; start one with 'ifup br0'",
    ]);
  });

  it('needs a bridge in the running kernel or in files', () => {
    throwsCode('NotFound', () => plan(plainHost()));
    throwsCode('Unsupported', () => plan(bridgedHost({ live: false })));
  });
});
