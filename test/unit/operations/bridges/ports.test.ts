import assert from 'node:assert/strict';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { BridgeName } from '../../../../src/model/names.ts';
import { immediate } from '../../../../src/model/requests.ts';
import { findingsOf } from '../../../../src/operations/bridges/findings.ts';
import { planDeleteBridge } from '../../../../src/operations/bridges/plan-delete.ts';
import { planRepairBridge } from '../../../../src/operations/bridges/plan-repair.ts';
import { address, deletion, filesOf, link, networkFile, networkManager, textsOf } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { file, plainHost } from './bridges.ts';
import { after, create, eth1, eth2, host, installed, joined, kept, names, portsOf } from './further-ports.ts';

describe('a bridge with further ports', () => {
  it('gets a file for each, and the ports once the host is on it', () => {
    const { steps, warnings } = create(host());
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ['file', 'file', 'file', 'file', 'links', 'port', 'port'],
    );
    const written = textsOf(after(host(), steps));
    assert.equal(
      written['ifcfg-eth1'],
      '# Written by bridgehead\nDEVICE=eth1\nHWADDR=52:54:00:00:00:01\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nBRIDGE=br0\nNM_CONTROLLED=no\n',
    );
    assert.match(warnings.join('\n'), /'eth0', 'eth1' and 'eth2' make a loop .*'stp'/);
    assert.deepEqual(create(host(), { stp: true, forwardDelay: 15 }).warnings, []);
  });

  it('takes its link-local address off a port, brings it up, and an undo gives all of it back', () => {
    const down = eth1({ up: false, addresses: [address('fe80::1/64', { scope: 'link' })] });
    const [step] = portsOf(create(host({}, down, eth2())).steps);
    assert.deepEqual(step?.batch, [
      'link set dev eth1 addrgenmode none',
      'link set dev eth1 master br0',
      'link set dev eth1 up',
      'addr del fe80::1/64 dev eth1',
    ]);
    assert.deepEqual(step.reverse, [
      'link set dev eth1 nomaster',
      'link set dev eth1 down',
      'link set dev eth1 addrgenmode eui64',
      'addr replace fe80::1/64 dev eth1 scope link nodad',
    ]);
  });

  it('changes a file that an installer wrote for a card that is off at boot', () => {
    const state = host({ networkFiles: [networkFile('ifcfg-eth0', file), networkFile('ifcfg-eth1', installed)] });
    const written = textsOf(after(state, create(state).steps))['ifcfg-eth1'];
    assert.equal(
      written,
      'DEVICE=eth1\nHWADDR=52:54:00:00:00:01\nONBOOT=yes\nBOOTPROTO=none\nBRIDGE=br0\nNM_CONTROLLED=no\n',
    );
  });

  it('has NM_CONTROLLED=no in the files of its ports exactly where its interface has it', () => {
    const rows = [
      ['auto', '', true],
      ['unchanged', '', false],
      ['unchanged', 'NM_CONTROLLED=no\n', true],
    ] as const;
    for (const [networkmanager, line, expected] of rows) {
      const files = [networkFile('ifcfg-eth0', file + line), networkFile('ifcfg-eth1', installed)];
      const state = host({ networkFiles: files });
      const written = textsOf(after(state, create(state, { networkmanager }).steps));
      for (const name of ['ifcfg-eth0', 'ifcfg-eth1', 'ifcfg-eth2'])
        assert.equal(/^NM_CONTROLLED=no$/m.test(written[name] ?? ''), expected, `${networkmanager} ${line} ${name}`);
    }
  });

  it('has the smallest MTU of all of them', () => {
    const steps = create(host({}, eth1({ mtu: 1400 }), eth2())).steps;
    const links = steps.find((step) => step.kind === 'links');
    assert.equal(links?.batch[0], 'link set dev eth0 mtu 1400');
    assert.deepEqual(
      portsOf(steps).map(({ batch }) => batch?.[0]),
      ['link set dev eth1 master br0', 'link set dev eth2 mtu 1400'],
    );
  });

  it('is left to the network service where that is restarted, and to the next boot where that is meant', () => {
    assert.deepEqual(portsOf(create(host(), { activate: 'restart' }).steps), []);
    assert.deepEqual(
      create(host(), { activate: 'boot' }).steps.map(({ kind }) => kind),
      ['file', 'file', 'file', 'file'],
    );
  });

  it('has NetworkManager leave all of them alone', () => {
    const devices = { eth0: 'managed', eth1: 'managed', eth2: 'unmanaged' } as const;
    const state = host({ networkManager: networkManager('running', { devices }) });
    const dropIn = create(state).steps.find(
      (step) => step.kind === 'file' && step.path.endsWith('90-bridgehead-br0.conf'),
    );
    assert.match(
      dropIn?.kind === 'file' ? (dropIn.after ?? '') : '',
      /^unmanaged-devices\+=interface-name:eth0;interface-name:br0;interface-name:eth1;interface-name:eth2$/m,
    );
  });
});

describe('ports of a bridge that is there', () => {
  const first = kept(host());
  const bridged = after(host(), first.plan, joined(eth1()), joined(eth2()));

  it('are left as they are when the same is asked again', () => {
    const { steps, warnings } = create(bridged, {}, [first]);
    assert.deepEqual({ steps, warnings }, { steps: [], warnings: [] });
  });

  it('are added without anything else', () => {
    const state = { ...bridged, links: [...bridged.links, link({ index: 5, name: 'eth3', mac: '52:54:00:00:00:03' })] };
    const { steps } = create(state, { ports: names('eth1', 'eth2', 'eth3') }, [first]);
    assert.deepEqual(
      steps.map((step) => (step.kind === 'file' ? step.path.replace(/.*\//, '') : step.kind)),
      ['ifcfg-eth3', 'port'],
    );
  });

  it('are not added where their MTU is smaller, which the kernel would give the bridge', () => {
    const state = { ...bridged, links: [...bridged.links, link({ name: 'eth3', mtu: 1400 })] };
    throwsCode('Conflict', () => create(state, { ports: names('eth1', 'eth2', 'eth3') }, [first]));
  });

  it('are not taken away by leaving them out', () => {
    assert.match(
      throwsCode('Exists', () => create(bridged, { ports: names('eth1') }, [first])),
      /has the further port 'eth2'; name it in 'ports'/,
    );
    throwsCode('Exists', () => create(bridged, { ports: [] }, [first]));
  });

  it('are all looked at by Verify', () => {
    const wrong = after(host(), first.plan, eth1({ mtu: 1400 }), joined(eth2({ carrier: false })));
    const found = findingsOf('br0', wrong, new Map()).filter(({ status }) => status === 'fail' || status === 'warn');
    const summary = found.map(({ check, status, remedy }) => [check, status, remedy]);
    assert.deepEqual(summary.slice(0, 3), [
      ['interface-in-bridge', 'fail', 'ip link set dev eth1 master br0'],
      ['carrier', 'warn', 'check the cable and the switch'],
      ['mtu', 'fail', 'ip link set dev eth1 mtu 1500'],
    ]);
    assert.deepEqual(
      findingsOf('br0', bridged, new Map()).filter(({ status }) => status === 'fail'),
      [],
    );
  });

  it('are plugged in again by a repair, which also writes their files again', () => {
    const files = filesOf(bridged).filter(({ name }) => name !== 'ifcfg-eth2');
    const broken = { ...after(host(), first.plan, eth1(), joined(eth2())) };
    const state = {
      ...broken,
      network: { 'network-scripts': { ...broken.network['network-scripts'], files } },
    } as HostState;
    const repair = { operation: 'RepairBridge', bridge: 'br0' as BridgeName, ...immediate, dryRun: false } as const;
    const { steps } = planRepairBridge(repair, state, [first]);
    assert.deepEqual(
      steps.map((step) => (step.kind === 'file' ? step.path.replace(/.*\//, '') : step.title)),
      ['ifcfg-eth2', "plug 'eth1' into the bridge 'br0' again"],
    );
  });

  it('leave before the host does, when the bridge is deleted, and everything is as it was', () => {
    const more = link({ index: 5, name: 'eth3', mac: '52:54:00:00:00:03' });
    const state = { ...bridged, links: [...bridged.links, more] };
    const all = { ports: names('eth1', 'eth2', 'eth3') };
    const second = kept(state, all, [first]);
    const now = after(bridged, second.plan, joined(eth1()), joined(eth2()), joined(more));
    const { steps } = planDeleteBridge(deletion(), now, [second, first]);
    assert.deepEqual(
      steps.filter(({ kind }) => kind !== 'file').map(({ title }) => title),
      [
        "take 'eth1' out of 'br0'",
        "take 'eth2' out of 'br0'",
        "take 'eth3' out of 'br0'",
        "move the host back to 'eth0' and delete bridge 'br0'",
      ],
    );
    assert.deepEqual(textsOf(after(now, steps)), textsOf(plainHost()));
  });

  it('are what they were, where another file was edited since', () => {
    const state = host({ networkFiles: [networkFile('ifcfg-eth0', file), networkFile('ifcfg-eth1', installed)] });
    const change = kept(state);
    const now = after(state, change.plan, joined(eth1()), joined(eth2()));
    const files = filesOf(now).map((one) =>
      one.name === 'ifcfg-br0' ? { ...one, text: `${one.text ?? ''}DNS1=192.0.2.53\n` } : one,
    );
    const edited = {
      ...now,
      network: { 'network-scripts': { ...now.network['network-scripts'], files } },
    } as HostState;
    const texts = textsOf(after(edited, planDeleteBridge(deletion(), edited, [change]).steps));
    assert.deepEqual(Object.keys(texts).toSorted(), ['ifcfg-eth0', 'ifcfg-eth1']);
    assert.equal(texts['ifcfg-eth1'], installed);
    assert.match(texts['ifcfg-eth0'] ?? '', /^DNS1=192\.0\.2\.53$/m);
  });

  it('do not go with a guest on the bridge', () => {
    const tap = link({ name: 'vnet0', kind: 'tun', master: 'br0' });
    const state = { ...bridged, links: [...bridged.links, tap] };
    assert.match(
      throwsCode('Busy', () => planDeleteBridge(deletion(), state, [first])),
      /in use by 'vnet0'/,
    );
  });
});
