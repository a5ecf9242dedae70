import assert from 'node:assert/strict';
import type { HostState } from '../../../../../src/model/host-state.ts';
import { planCreateFiles } from '../../../../../src/backends/network/network-scripts/create-files.ts';
import { planDeleteFiles } from '../../../../../src/backends/network/network-scripts/delete-files.ts';
import type { SavedFiles } from '../../../../../src/backends/network/network-scripts/files/saved-files.ts';
import { throwsCode } from '../../../support/throws.ts';
import {
  afterSteps,
  link,
  folder,
  hostWith,
  request,
  textsOf,
  type Files,
  filesOf,
  withFiles,
} from '../../../support/host.ts';
import { plain } from './planning.ts';

const before = hostWith({ 'ifcfg-eth0': plain });
const { steps: creation } = planCreateFiles(request(), before);
const bridged = afterSteps(before, creation);
const saved: SavedFiles = new Map(creation.map((step) => [step.path, step]));

function edited(state: HostState, name: string, change: (text: string) => string): HostState {
  return withFiles(
    state,
    filesOf(state).map((file) => (file.name === name ? { ...file, text: change(file.text ?? '') } : file)),
  );
}

function without(state: HostState, name: string): HostState {
  return withFiles(
    state,
    filesOf(state).filter((file) => file.name !== name),
  );
}

function deleted(state: HostState, memory?: SavedFiles): Record<string, string | undefined> {
  return textsOf(afterSteps(state, planDeleteFiles('br0', state, memory).steps));
}

/** Files of a bridge, written by hand. */
const byHand = {
  'ifcfg-br0':
    'DEVICE=br0\nTYPE=Bridge\nBOOTPROTO=static\nONBOOT=yes\nIPADDR=192.0.2.10\nNETMASK=255.255.255.0\nDNS1=192.0.2.53\n',
  'ifcfg-eth0': '# uplink\nDEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n',
};

describe('deleting the files of a bridge', () => {
  it("changes the interface's file first, then removes the bridge's", () => {
    const { steps, interfaces } = planDeleteFiles('br0', bridged, saved);
    assert.deepEqual(
      steps.map(({ path, after }) => [path, after]),
      [
        [`${folder}/ifcfg-eth0`, plain],
        [`${folder}/ifcfg-br0`, null],
      ],
    );
    assert.deepEqual(interfaces, ['eth0']);
  });

  it('has nothing to do if no file configures the bridge', () => {
    assert.deepEqual(planDeleteFiles('br0', before, saved), { steps: [], interfaces: [] });
    assert.deepEqual(planDeleteFiles('br0', before, undefined), { steps: [], interfaces: [] });
  });

  it('keeps what an administrator added to the interface', () => {
    const state = edited(bridged, 'ifcfg-eth0', (text) => `${text}ETHTOOL_OPTS="wol g"\n`);
    const text = deleted(state, saved)['ifcfg-eth0'] ?? '';
    assert.match(text, /^ETHTOOL_OPTS="wol g"$/m);
    assert.match(text, /^IPADDR=192\.0\.2\.10$/m);
    assert.doesNotMatch(text, /BRIDGE/);
  });

  it("carries an administrator's changes to the bridge into the interface's old file", () => {
    const state = edited(bridged, 'ifcfg-br0', (text) => text.replace('192.0.2.10', '192.0.2.20'));
    assert.deepEqual(deleted(state, saved), { 'ifcfg-eth0': plain.replace('192.0.2.10', '192.0.2.20') });
  });

  it("restores every byte if only a comment was added to the bridge's file", () => {
    const state = edited(bridged, 'ifcfg-br0', (text) => `${text}# ours\n`);
    assert.deepEqual(deleted(state, saved), { 'ifcfg-eth0': plain });
  });

  it("restores the interface if the bridge's file is already gone", () => {
    assert.deepEqual(deleted(without(bridged, 'ifcfg-br0'), saved), { 'ifcfg-eth0': plain });
  });

  it("answers Conflict if the interface's file is gone, because no file would have the addresses", () => {
    throwsCode('Conflict', () => planDeleteFiles('br0', without(bridged, 'ifcfg-eth0'), saved));
  });

  it('plans from the current state for a bridge that was created by hand', () => {
    assert.deepEqual(deleted(hostWith(byHand)), {
      'ifcfg-eth0': '# uplink\nDEVICE=eth0\nONBOOT=yes\nIPADDR=192.0.2.10\nNETMASK=255.255.255.0\nDNS1=192.0.2.53\n',
    });
  });

  it('gives DHCP back to the interface', () => {
    const files = { ...byHand, 'ifcfg-br0': 'DEVICE=br0\nTYPE=Bridge\nBOOTPROTO=dhcp\nDHCP_HOSTNAME=host\n' };
    assert.match(deleted(hostWith(files))['ifcfg-eth0'] ?? '', /^DHCP_HOSTNAME=host\nBOOTPROTO=dhcp$/m);
  });

  it('gives a link-local gateway its device', () => {
    const files = { ...byHand, 'ifcfg-br0': `${byHand['ifcfg-br0']}IPV6_DEFAULTGW=fe80::1%br0\n` };
    assert.match(deleted(hostWith(files))['ifcfg-eth0'] ?? '', /^IPV6_DEFAULTGW='fe80::1%eth0'$/m);
  });

  it('gives the addresses to the port whose MAC the bridge has, and removes the other ports', () => {
    const files = {
      'ifcfg-br0': 'DEVICE=br0\nTYPE=Bridge\nMACADDR=52:54:00:00:00:02\nIPADDR=192.0.2.10\nPREFIX=24\n',
      'ifcfg-eth1': 'DEVICE=eth1\nHWADDR=52:54:00:00:00:01\nBRIDGE=br0\n',
      'ifcfg-eth2': 'DEVICE=eth2\nHWADDR=52:54:00:00:00:02\nBRIDGE=br0\n',
    };
    const state = hostWith(files);
    assert.deepEqual(deleted(state), {
      'ifcfg-eth1': 'DEVICE=eth1\nHWADDR=52:54:00:00:00:01\n',
      'ifcfg-eth2': 'DEVICE=eth2\nHWADDR=52:54:00:00:00:02\nIPADDR=192.0.2.10\nPREFIX=24\n',
    });
    assert.deepEqual(planDeleteFiles('br0', state, undefined).interfaces, ['eth1', 'eth2']);
  });

  it("also finds the port with the bridge's MAC in the kernel", () => {
    const links = [link({ name: 'eth1', mac: '52:54:00:00:00:01' }), link({ name: 'eth2', mac: '52:54:00:00:00:02' })];
    const files = {
      'ifcfg-br0': 'DEVICE=br0\nTYPE=Bridge\nMACADDR=52:54:00:00:00:02\nIPADDR=192.0.2.10\n',
      'ifcfg-eth1': 'DEVICE=eth1\nBRIDGE=br0\n',
      'ifcfg-eth2': 'DEVICE=eth2\nBRIDGE=br0\n',
    };
    assert.match(deleted(hostWith(files, { links }))['ifcfg-eth2'] ?? '', /IPADDR/);
  });

  it('answers Conflict if several ports could be that one', () => {
    const files = { ...byHand, 'ifcfg-eth1': 'DEVICE=eth1\nBRIDGE=br0\n' };
    assert.match(
      throwsCode('Conflict', () => planDeleteFiles('br0', hostWith(files), undefined)),
      /'eth0', 'eth1'/,
    );
    const bare = { ...files, 'ifcfg-br0': 'DEVICE=br0\nTYPE=Bridge\n' };
    assert.doesNotMatch(JSON.stringify(deleted(hostWith(bare))), /BRIDGE/);
  });

  it('deletes a bridge without ports', () => {
    assert.deepEqual(deleted(hostWith({ 'ifcfg-br0': 'DEVICE=br0\nTYPE=Bridge\n' })), {});
  });

  it("answers Refused if the file is not a bridge's", () => {
    throwsCode('Refused', () => planDeleteFiles('br0', hostWith({ 'ifcfg-br0': 'DEVICE=br0\n' }), undefined));
  });

  it('answers Refused if the files must not be read or name no interface', () => {
    const unreadable = { ...byHand, 'ifcfg-br0': { problem: 'it is a symbolic link' } };
    throwsCode('Refused', () => planDeleteFiles('br0', hostWith(unreadable), undefined));
    const strange = { ...byHand, 'ifcfg-eth1': "DEVICE='$x'\nBRIDGE=br0\n" };
    throwsCode('Refused', () => planDeleteFiles('br0', hostWith(strange), undefined));
    const shell = { ...byHand, 'ifcfg-eth0': 'DEVICE=eth0\nBRIDGE=br0\nX=$(id)\n' };
    throwsCode('Refused', () => planDeleteFiles('br0', hostWith(shell), undefined));
  });

  const dependents: readonly (readonly [string, 'Busy' | 'Unsupported' | 'Conflict', Files])[] = [
    ['a VLAN on the bridge', 'Busy', { 'ifcfg-br0.7': 'DEVICE=br0.7\nVLAN=yes\n' }],
    ['a VLAN that names it', 'Busy', { 'ifcfg-vlan7': 'DEVICE=vlan7\nPHYSDEV=br0\n' }],
    ['PPPoE over the bridge', 'Unsupported', { 'ifcfg-ppp0': 'DEVICE=ppp0\nTYPE=xDSL\nETH=br0\n' }],
    ['a second file for it', 'Conflict', { 'ifcfg-lan': 'DEVICE=br0\nTYPE=Bridge\n' }],
  ];
  for (const [what, code, files] of dependents) {
    it(`answers ${code} to ${what}`, () => {
      throwsCode(code, () => planDeleteFiles('br0', hostWith({ ...byHand, ...files }), undefined));
    });
  }
});
