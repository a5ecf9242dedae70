import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { BridgeName, InterfaceName } from '../../../../src/model/names.ts';
import type { FileStep } from '../../../../src/model/plan.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { planCreateBridge } from '../../../../src/operations/bridges/plan-create.ts';
import { link, networkManager, request, uplinkMac } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { bondHost, bondMac, vlanHost } from './uplinks.ts';

const named = (name: string): Pick<CreateBridgeRequest, 'interface'> => ({ interface: name as InterfaceName });

function create(name: string, state: HostState, asked: Partial<CreateBridgeRequest> = {}) {
  return planCreateBridge(request({ activate: 'live', ...named(name), ...asked }), state, []);
}

/** The texts of the files that are written, by their names. */
function texts(name: string, state: HostState, asked: Partial<CreateBridgeRequest> = {}): Record<string, string> {
  const files = create(name, state, asked).steps.filter((step): step is FileStep => step.kind === 'file');
  return Object.fromEntries(files.map(({ path, after }) => [path.slice(path.lastIndexOf('/') + 1), after ?? '']));
}

describe('a bridge over a VLAN', () => {
  it('has its address, and leaves the card below alone', () => {
    const { steps } = create('eth0.100', vlanHost());
    const links = steps.find((step) => step.kind === 'links');
    assert.ok(links !== undefined);
    assert.ok(links.batch.includes(`link set dev eth0.100 master br0`));
    assert.ok(
      links.batch.some((line) => line.startsWith(`link add name br0 address ${uplinkMac} mtu 1500 type bridge`)),
    );
    assert.deepEqual(
      links.batch.filter((line) => / eth0( |$)/.test(line)),
      [],
    );
  });

  for (const name of ['eth0.100', 'vlan100']) {
    it(`is made at every boot, of the file of '${name}', which stays that of a VLAN`, () => {
      const files = texts(name, vlanHost({ name }));
      assert.deepEqual(Object.keys(files).toSorted(), ['ifcfg-br0', `ifcfg-${name}`]);
      assert.equal(
        files[`ifcfg-${name}`],
        `DEVICE=${name}\nVLAN=yes\nPHYSDEV=eth0\nONBOOT=yes\nBOOTPROTO=none\nBRIDGE=br0\nNM_CONTROLLED=no\n`,
      );
      assert.match(files['ifcfg-br0'] ?? '', new RegExp(`^MACADDR=${uplinkMac.toUpperCase()}$`, 'm'));
    });
  }

  it('may stand beside others over other VLANs of the card, with the same address', () => {
    const other = link({
      index: 6,
      name: 'eth0.200',
      kind: 'vlan',
      parent: 'eth0',
      vlan: { id: 200, protocol: '802.1Q' },
    });
    const file = 'DEVICE=eth0.200\nVLAN=yes\nONBOOT=yes\nBOOTPROTO=none\n';
    const state = vlanHost({}, {}, { 'ifcfg-eth0.200': file });
    const both = { ...state, links: [...state.links, other] };
    assert.deepEqual(create('eth0.200', both, { bridge: 'br200' as BridgeName }).warnings, []);
    assert.deepEqual(create('eth0.100', both, { bridge: 'br100' as BridgeName }).warnings, []);
  });

  it('stands beside the bridge of its card, whose guests do not see its frames', () => {
    const state = vlanHost();
    const bridge = link({ index: 9, name: 'br9', kind: 'bridge', bridge: { id: '', stp: false, forwardDelay: 0 } });
    const links = state.links.map((one) => (one.name === 'eth0' ? { ...one, master: 'br9' } : one));
    const { warnings } = create('eth0.100', { ...state, links: [...links, bridge] });
    assert.match(warnings.join(), /^'eth0' below VLAN 'eth0\.100' is a port of 'br9', whose guests do not see/);
  });

  it('can be written for the next boot before there is a VLAN, with the address of its card', () => {
    const state = vlanHost();
    const links = state.links.filter(({ kind }) => kind !== 'vlan');
    const files = texts('eth0.100', { ...state, links }, { activate: 'boot' });
    assert.match(files['ifcfg-br0'] ?? '', new RegExp(`^MACADDR=${uplinkMac.toUpperCase()}$`, 'm'));
    throwsCode('NotFound', () => create('eth0.100', { ...state, links }));
  });

  it("has its card's address in an image too", () => {
    const files = texts('eth0.100', vlanHost({}, { live: false, links: [] }), { activate: 'boot' });
    assert.match(files['ifcfg-br0'] ?? '', new RegExp(`^MACADDR=${uplinkMac.toUpperCase()}$`, 'm'));
  });

  it('may have a larger mtu where the card and its file have it too', () => {
    const state = vlanHost({}, {}, { 'ifcfg-eth0': `DEVICE=eth0\nMTU=9000\nONBOOT=yes\nBOOTPROTO=none\n` });
    const links = state.links.map((one) => (one.name === 'eth0' ? { ...one, mtu: 9000 } : one));
    assert.match(texts('eth0.100', { ...state, links }, { mtu: 9000 })['ifcfg-br0'] ?? '', /^MTU=9000$/m);
  });
});

describe('a bridge over a bond', () => {
  it('has no address of its own in an image whose files tell none, and the sentence says so', () => {
    const image = { live: false, links: [] };
    const { warnings } = create('bond0', bondHost({}, image), { activate: 'boot' });
    assert.match(
      warnings.join('\n'),
      /'ifcfg-bond0' does not tell the hardware address .* 'ifcfg-br0' gets no MACADDR/,
    );
    assert.doesNotMatch(create('eth0.100', vlanHost({}, image), { activate: 'boot' }).warnings.join(), /MACADDR/);
  });

  it('has the address of the bond, and leaves its ports alone', () => {
    const state = bondHost();
    assert.deepEqual(create('bond0', state).warnings, []);
    const files = texts('bond0', state);
    assert.deepEqual(Object.keys(files).toSorted(), ['ifcfg-bond0', 'ifcfg-br0']);
    assert.match(files['ifcfg-br0'] ?? '', new RegExp(`^MACADDR=${bondMac.toUpperCase()}$`, 'm'));
    assert.equal(
      files['ifcfg-bond0'],
      'DEVICE=bond0\nBONDING_OPTS="mode=4 miimon=100"\nONBOOT=yes\nBOOTPROTO=none\nBRIDGE=br0\nNM_CONTROLLED=no\n',
    );
  });

  it('may be over a VLAN of the bond', () => {
    const state = bondHost(
      { addresses: [] },
      {},
      { 'ifcfg-bond0.100': 'DEVICE=bond0.100\nVLAN=yes\nBOOTPROTO=none\n' },
    );
    const vlan = { id: 100, protocol: '802.1Q' };
    const above = link({ index: 8, name: 'bond0.100', kind: 'vlan', parent: 'bond0', mac: bondMac, vlan });
    const files = texts('bond0.100', { ...state, links: [...state.links, above], routes: [] });
    assert.doesNotMatch(files['ifcfg-bond0.100'] ?? '', /HWADDR/);
    assert.match(files['ifcfg-br0'] ?? '', new RegExp(`^MACADDR=${bondMac.toUpperCase()}$`, 'm'));
  });

  it('says what its switch must do', () => {
    const bond = { mode: 'balance-rr', failOverMac: 'active', arpInterval: 0 };
    const { warnings } = create('bond0', bondHost({ bond }));
    assert.match(warnings[0] ?? '', /^bond 'bond0' has the mode 'balance-rr': unless the switch/);
    assert.match(warnings[1] ?? '', /^bond 'bond0' may take another address .* and 'br0' keeps '52:54:00:00:bb:00'/);
  });

  it('says how it goes on with a monitor by ARP', () => {
    const state = bondHost({ bond: { mode: 'active-backup', failOverMac: 'none', arpInterval: 250 } });
    assert.match(
      create('bond0', state).warnings.join(),
      /^bond 'bond0' asks by ARP .* with the address that 'br0' then has/,
    );
  });
});

describe('a bridge over a bond of NetworkManager', () => {
  const atBoot = { NetworkManager: 'enabled', network: 'enabled' } as const;
  const devices = { bond0: 'managed', eth0: 'managed', eth1: 'managed' } as const;
  const stopped = (readsIfcfg: boolean) => ({ atBoot, networkManager: networkManager('stopped', { readsIfcfg }) });

  it('needs its ports to be released too', () => {
    const running = { atBoot, networkManager: networkManager('running', { devices }) };
    const message = /^port 'eth0' of bond 'bond0' is with NetworkManager, .* set NM_CONTROLLED=no in 'ifcfg-eth0'/;
    assert.match(
      throwsCode('Conflict', () => create('bond0', bondHost({}, running))),
      message,
    );
    assert.match(
      throwsCode('Conflict', () => create('bond0', bondHost({}, stopped(true)))),
      message,
    );
    assert.ok(create('bond0', bondHost({}, running), { networkmanager: 'disable' }).steps.length > 0);
  });

  it('goes on where they are', () => {
    const ports = ['eth0', 'eth1'].map((name): [string, string] => [
      `ifcfg-${name}`,
      `DEVICE=${name}\nMASTER=bond0\nSLAVE=yes\nNM_CONTROLLED=no\n`,
    ]);
    assert.ok(create('bond0', bondHost({}, stopped(true), Object.fromEntries(ports))).steps.length > 0);
    assert.ok(create('bond0', bondHost({}, stopped(false))).steps.length > 0);
  });
});

describe('an uplink that is refused', () => {
  const adaptive = { mode: 'balance-alb', failOverMac: 'none', arpInterval: 0 };
  const files = { 'ifcfg-bond0': 'DEVICE=bond0\nBONDING_OPTS="mode=6"\nONBOOT=yes\nBOOTPROTO=none\n' };
  const cases: readonly (readonly [string, ErrorCode, RegExp, () => unknown])[] = [
    [
      'a port of a bond',
      'Busy',
      /'eth1' is a port of bond 'bond0'; bridge the bond instead/,
      () => create('eth1', bondHost()),
    ],
    [
      'a bond that sends with the addresses of its ports',
      'Refused',
      /bond 'bond0' has the mode 'balance-alb'/,
      () => create('bond0', bondHost({ bond: adaptive })),
    ],
    [
      'a bond that its file gives another mode',
      'Refused',
      /according to 'ifcfg-bond0', bond 'bond0' has the mode 'balance-alb'/,
      () => create('bond0', bondHost({ addresses: [] }, { routes: [] }, files)),
    ],
    [
      'a VLAN that is to have a larger mtu than the link below it',
      'OutOfRange',
      /mtu 9000 is more than the next boot gives 'eth0' below VLAN 'eth0\.100', which is 1500/,
      () => create('eth0.100', vlanHost(), { mtu: 9000 }),
    ],
    [
      'a card that is to have a smaller mtu than its VLAN',
      'Conflict',
      /mtu 1400 is less than VLAN 'eth0\.100' on 'eth0' has/,
      () => create('eth0', vlanHost(), { mtu: 1400 }),
    ],
    [
      'a VLAN of which the next boot makes another',
      'Conflict',
      /the kernel has VLAN 101 on 'eth0' as 'eth0\.100', but at boot 'ifcfg-eth0\.100' gives VLAN 100 on 'eth0'/,
      () => create('eth0.100', vlanHost({ vlan: { id: 101, protocol: '802.1Q' } })),
    ],
    [
      'a VLAN with other tags than ifup gives it',
      'Conflict',
      /VLAN 100 on 'eth0' with tags of 802\.1ad as 'eth0\.100', but at boot .* gives VLAN 100 on 'eth0'/,
      () => create('eth0.100', vlanHost({ vlan: { id: 100, protocol: '802.1ad' } })),
    ],
    [
      'a VLAN that the next boot does not make',
      'Conflict',
      /gives a card; write VLAN=yes, PHYSDEV=eth0 and VID=100 into it/,
      () =>
        create('eth0.100', vlanHost({}, {}, { 'ifcfg-eth0.100': 'DEVICE=eth0.100\nIPADDR=192.0.2.10\nPREFIX=24\n' })),
    ],
  ];
  for (const [what, code, message, plan] of cases) {
    it(`is ${what}`, () => assert.match(throwsCode(code, plan), message));
  }
});
