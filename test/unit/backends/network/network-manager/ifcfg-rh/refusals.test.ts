import assert from 'node:assert/strict';
import type { HostState } from '../../../../../../src/model/host-state.ts';
import { throwsCode } from '../../../../support/throws.ts';
import { dhcpFile, plan, redHat, staticFile } from './red-hat.ts';

describe('an ifcfg file that cannot give a bridge what it has', () => {
  const refused: readonly (readonly [
    what: string,
    code: 'Unsupported' | 'Refused' | 'Exists',
    state: HostState,
    why: RegExp,
  ])[] = [
    [
      'has code',
      'Refused',
      redHat({ 'ifcfg-eth0': `${staticFile}DNS2=$(hostname -i)\n` }),
      /'ifcfg-eth0' has lines that only a shell can read: line 22 \(DNS2\)/,
    ],
    ['holds a secret', 'Refused', redHat({ 'ifcfg-eth0': `${staticFile}IEEE_8021X_PASSWORD=x\n` }), /holds the secret/],
    [
      'authenticates by 802.1X',
      'Unsupported',
      redHat({ 'ifcfg-eth0': `${staticFile}KEY_MGMT=IEEE8021X\n` }),
      /802\.1X/,
    ],
    [
      'becomes a keyfile at the next start',
      'Refused',
      redHat({ 'ifcfg-eth0': staticFile }, { ifcfg: 'migrated' }),
      /migrate-ifcfg-rh=true; migrate it with 'nmcli connection migrate' first/,
    ],
    [
      'is not read any more',
      'Refused',
      redHat({ 'ifcfg-eth0': staticFile }, { ifcfg: 'ignored' }),
      /plugins without 'ifcfg-rh'/,
    ],
    [
      'has an alias beside it',
      'Unsupported',
      redHat({ 'ifcfg-eth0': staticFile, 'ifcfg-eth0:1': 'IPADDR=192.0.2.11\n' }),
      /'ifcfg-eth0:1' belongs to the interface/,
    ],
    [
      'has rules beside it',
      'Unsupported',
      redHat({ 'ifcfg-eth0': staticFile, 'rule-eth0': 'from 192.0.2.0/24 table 5\n' }),
      /'rule-eth0'/,
    ],
    [
      'relies on a gateway for all interfaces',
      'Unsupported',
      redHat({ 'ifcfg-eth0': staticFile }, {}, { networkDefaults: 'NETWORKING=yes\nGATEWAYDEV=eth0\n' }),
      /sets GATEWAYDEV for all interfaces/,
    ],
    [
      'boots from iSCSI',
      'Unsupported',
      redHat({ 'ifcfg-eth0': 'DEVICE=eth0\nUUID=3c3d0c8e-9b1c-4f0e-8a53-5c0f6f0a7e10\nBOOTPROTO=ibft\n' }),
      /ibft/,
    ],
    [
      'finds another of the bridge’s name',
      'Exists',
      redHat(
        { 'ifcfg-eth0': staticFile, 'ifcfg-br0': 'DEVICE=br0\nTYPE=Bridge\nNM_CONTROLLED=no\n' },
        { profiles: redHat({ 'ifcfg-eth0': staticFile }).network['network-manager']?.profiles ?? [] },
      ),
      /'ifcfg-br0' is there already/,
    ],
    [
      'is not started at boot',
      'Refused',
      redHat({ 'ifcfg-eth0': staticFile.replace('ONBOOT="yes"', 'ONBOOT=no') }),
      /autoconnect=false/,
    ],
  ];
  for (const [what, code, state, why] of refused) {
    it(`is refused where it ${what}`, () => {
      assert.match(
        throwsCode(code, () => plan(state)),
        why,
      );
    });
  }

  it('is not refused because of one of another interface', () => {
    const state = redHat({ 'ifcfg-eth0': dhcpFile, 'rule-eth1': 'from 192.0.2.0/24 table 5\n' }, {}, {});
    assert.ok(plan(state, { activate: 'boot' }).before.length > 0);
  });
});
