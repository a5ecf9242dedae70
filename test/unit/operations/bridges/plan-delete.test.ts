import assert from 'node:assert/strict';
import { parseSaved } from '../../../../src/backends/host-firewall/parse-saved.ts';
import { noHostFirewall } from '../../../../src/model/host-firewall.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { BridgeName, TransactionId } from '../../../../src/model/names.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../../../src/model/requests.ts';
import type { Transaction } from '../../../../src/model/transaction.ts';
import { planCreateBridge } from '../../../../src/operations/bridges/plan-create.ts';
import { planDeleteBridge } from '../../../../src/operations/bridges/plan-delete.ts';
import { address, afterSteps, link, defaultRoute, request, textsOf } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { bridgedHost, bridgeLink, file, plainHost } from './bridges.ts';

const asked = (more: Partial<DeleteBridgeRequest> = {}): DeleteBridgeRequest => ({
  operation: 'DeleteBridge',
  bridge: 'br0' as BridgeName,
  activate: 'live',
  confirmWithin: 0,
  probe: [],
  dryRun: false,
  ...more,
});
const plan = (more: Partial<DeleteBridgeRequest>, state: HostState, history: readonly Transaction[] = []) =>
  planDeleteBridge(asked(more), state, history).steps;
const filesAfter = (state: HostState, steps: ReturnType<typeof plan>) =>
  textsOf(
    afterSteps(
      state,
      steps.filter((step) => step.kind === 'file'),
    ),
  );

/** The transaction of a CreateBridge on the plain host. */
function creation(more: Partial<CreateBridgeRequest> = {}): Transaction {
  const created = request({ activate: 'live', ...more });
  const id = '0'.repeat(32) as TransactionId;
  const steps = planCreateBridge(created, plainHost(), []).steps;
  const record = {
    format: 1,
    id,
    operation: 'CreateBridge',
    bridge: 'br0',
    interface: 'eth0',
    uid: 0,
    time: 1,
    bootId: 'x',
  } as const;
  return { ...record, request: created, plan: steps, state: 'committed', deadline: undefined, report: [] };
}

function created(transaction: Transaction, kernel: Partial<HostState> = {}): HostState {
  return {
    ...afterSteps(
      plainHost(),
      transaction.plan.filter((step) => step.kind === 'file'),
    ),
    ...bridgedKernel,
    ...kernel,
  };
}
const { links, routes } = bridgedHost();
const bridgedKernel = { links, routes };

describe('deleting a bridge', () => {
  it("restores the uplink's file byte for byte and removes the bridge's", () => {
    const transaction = creation();
    const state = created(transaction);
    assert.deepEqual(filesAfter(state, plan({}, state, [transaction])), { 'ifcfg-eth0': file });
  });

  it('plans from the current state for a bridge that was created by hand', () => {
    const after = filesAfter(bridgedHost(), plan({}, bridgedHost()));
    assert.deepEqual(Object.keys(after), ['ifcfg-eth0']);
    assert.match(after['ifcfg-eth0'] ?? '', /^IPADDR=192\.0\.2\.10$/m);
    assert.doesNotMatch(after['ifcfg-eth0'] ?? '', /BRIDGE=/);
  });

  it('gives the uplink all addresses and routes before it leaves, and deletes the bridge last', () => {
    const links = plan({}, bridgedHost()).find((step) => step.kind === 'links');
    assert.deepEqual(links?.batch, [
      'addr replace 192.0.2.10/24 dev eth0 scope global',
      '# settle eth0',
      'route replace 0.0.0.0/0 via 192.0.2.1 dev eth0 proto boot',
      '# advertised br0',
      '# neighbours br0 eth0',
      'link set dev eth0 nomaster',
      'addr del 192.0.2.10/24 dev br0',
      'link delete dev br0 type bridge',
    ]);
  });

  it('makes the uplink a port again in an undo', () => {
    const links = plan({}, bridgedHost()).find((step) => step.kind === 'links');
    assert.ok(links?.reverse.includes('link set dev eth0 master br0'));
  });

  it('takes an advertised default route off the bridge before the uplink leaves it', () => {
    const advertised = { metric: 1024, protocol: 'ra', expires: 1800, device: 'br0' };
    const routes = [...bridgedKernel.routes, defaultRoute('fe80::1', advertised)];
    const links = plan({}, bridgedHost({ routes })).find((step) => step.kind === 'links');
    const [back, gone] = ['route replace ::/0 via fe80::1 dev eth0 metric 1025', '# advertised br0'];
    const order = [back, gone, 'link set dev eth0 nomaster'].map(
      (text) => links?.batch.findIndex((line) => line.startsWith(text)) ?? -1,
    );
    assert.deepEqual(
      order.toSorted((one, other) => one - other),
      order,
    );
    assert.ok(!order.includes(-1));
    // What it had given the uplink is no longer wanted there once an undo has put that behind the bridge again.
    assert.ok(links?.reverse.includes('# advertised eth0'));
  });

  it("restores the uplink's own address if the bridge had another", () => {
    const addresses = [{ family: 4, address: '192.0.2.50', prefix: 24 }] as const;
    const transaction = creation({ addressing: 'static', addresses, gateways: ['192.0.2.1'] });
    const state = created(transaction, {
      links: [link({ master: 'br0' }), bridgeLink({ addresses: [address('192.0.2.50/24')] })],
    });
    const links = plan({}, state, [transaction]).find((step) => step.kind === 'links');
    assert.deepEqual(links?.addresses, ['192.0.2.10/24']);
    assert.ok(links.batch.includes('route replace 0.0.0.0/0 via 192.0.2.1 dev eth0 proto boot'));
  });

  it("restores the uplink's own MTU if the bridge had another", () => {
    const transaction = creation({ mtu: 1400 });
    const state = created(transaction, { links: [link({ master: 'br0', mtu: 1400 }), bridgeLink({ mtu: 1400 })] });
    const links = plan({}, state, [transaction]).find((step) => step.kind === 'links');
    assert.ok(links?.batch.includes('link set dev eth0 mtu 1500'));
  });

  it('gives it the MTU of the next boot where a boot or the network service has made the bridge', () => {
    for (const activate of ['boot', 'restart'] as const) {
      const transaction = creation({ mtu: 1400, activate });
      const state = created(transaction, { links: [link({ master: 'br0', mtu: 1400 }), bridgeLink({ mtu: 1400 })] });
      const links = plan({}, state, [transaction]).find((step) => step.kind === 'links');
      assert.ok(links?.batch.includes('link set dev eth0 mtu 1500'), activate);
    }
  });

  it('stops the network service with the old files and starts it with the new ones', () => {
    const steps = plan({ activate: 'restart' }, bridgedHost());
    const actions = steps.map((step) => (step.kind === 'service' ? step.apply : step.kind));
    assert.deepEqual(actions, ['stop', 'file', 'file', 'start']);
  });

  it('works if the uplink is no longer in the bridge', () => {
    const state = bridgedHost({ links: [link(), bridgeLink()] });
    const links = plan({}, state).find((step) => step.kind === 'links');
    assert.equal(links?.masterBefore, '');
    assert.ok(!links.reverse.includes('link set dev eth0 master br0'));
  });
});

describe('a bridge that is not deleted', () => {
  it('does not exist', () => {
    throwsCode('NotFound', () => plan({ bridge: 'br7' as BridgeName }, plainHost()));
  });

  it('is not a bridge', () => {
    throwsCode('NotFound', () => plan({ bridge: 'eth0' as BridgeName }, plainHost()));
  });

  it('has guests, who are named', () => {
    const tap = link({ name: 'vnet0', kind: 'tun', master: 'br0', mac: 'fe:54:00:00:00:01' });
    const state = bridgedHost({ links: [...bridgedKernel.links, tap] });
    assert.match(
      throwsCode('Busy', () => plan({}, state)),
      /'vnet0'/,
    );
  });

  it('is libvirt’s', () => {
    const network = { name: 'lab', bridge: 'br0', forward: 'route', addresses: [] };
    throwsCode('Refused', () => plan({}, bridgedHost({ libvirtNetworks: [network] })));
    // What cannot be read does not prevent a deletion.
    assert.ok(plan({}, bridgedHost({ unreadNetworks: ['something cannot be read'] })).length > 0);
  });

  it('has a route through several next hops', () => {
    const state = bridgedHost({ routes: [defaultRoute('192.0.2.1', { device: 'br0', multipath: true })] });
    throwsCode('Unsupported', () => plan({}, state));
  });
});

describe('what DeleteBridge warns of', () => {
  it("is what of the host's firewall names the bridge alone, also where only files change", () => {
    const text = '*filter\n:INPUT DROP [0:0]\n-A INPUT -i br0 -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n';
    const hostFirewall = { ...noHostFirewall, ...parseSaved('iptables', text) };
    const state = created(creation(), { hostFirewall });
    for (const activate of ['live', 'boot'] as const) {
      const { warnings } = planDeleteBridge(asked({ activate }), state, [creation()]);
      assert.match(warnings.join('\n'), /still name 'br0': '-i br0 -p tcp --dport 22 -j ACCEPT'/);
    }
    const both = text.replace(/(-A INPUT .*\n)/, (line) => `${line}${line.replace('br0', 'eth0')}`);
    const covered = { ...state, hostFirewall: { ...noHostFirewall, ...parseSaved('iptables', both) } };
    assert.deepEqual(planDeleteBridge(asked({ activate: 'boot' }), covered, [creation()]).warnings, []);
  });
});
