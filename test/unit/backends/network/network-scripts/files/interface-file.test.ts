import assert from 'node:assert/strict';
import { findInterfaceFile } from '../../../../../../src/backends/network/network-scripts/files/interface-file.ts';
import { bootFiles } from '../../../../../../src/backends/network/network-scripts/files/boot-files.ts';
import { throwsCode } from '../../../../support/throws.ts';
import { uplinkMac, hostWith, type Files, filesOf } from '../../../../support/host.ts';

function find(files: Files, mac: string | undefined = uplinkMac, delayUnit: 'seconds' | 'centiseconds' = 'seconds') {
  return findInterfaceFile('eth0', mac, bootFiles(hostWith(files, { delayUnit })))?.name;
}

describe('the file of an interface', () => {
  it('is the file with its name', () => assert.equal(find({ 'ifcfg-eth0': '', 'ifcfg-eth1': '' }), 'ifcfg-eth0'));

  it('is the file with its MAC, in upper or lower case', () => {
    assert.equal(find({ 'ifcfg-LAN': `HWADDR="${uplinkMac.toUpperCase()}"\n` }), 'ifcfg-LAN');
    const networkFiles = filesOf(hostWith({ 'ifcfg-LAN': `HWADDR="${uplinkMac}"\n` }));
    assert.equal(findInterfaceFile('eth0', undefined, networkFiles), undefined);
  });

  it('is the file with its name in DEVICE', () => assert.equal(find({ 'ifcfg-LAN': "DEVICE='eth0'\n" }), 'ifcfg-LAN'));

  it('is found by grep, as in ifup, if only a shell can read it', () => {
    assert.equal(find({ 'ifcfg-LAN': 'DEVICE="eth0" # LAN\nX=$(id)\n' }), 'ifcfg-LAN');
  });

  it('is not an alias, a range, a route or the file of another interface', () => {
    assert.equal(
      find({ 'ifcfg-eth0:0': 'DEVICE=eth0:0', 'ifcfg-eth0-range0': '', 'route-eth0': '', 'ifcfg-eth01': '' }),
      undefined,
    );
  });

  it('is not a VLAN or a bridge that repeats its MAC', () => {
    const files = {
      'ifcfg-eth0': `DEVICE=eth0\nHWADDR=${uplinkMac}\n`,
      'ifcfg-eth0.7': `DEVICE=eth0.7\nVLAN=yes\nHWADDR=${uplinkMac}\n`,
      'ifcfg-br9': `DEVICE=br9\nTYPE=Bridge\nHWADDR=${uplinkMac}\n`,
    };
    assert.equal(find(files), 'ifcfg-eth0');
  });

  for (const suffix of ['.bak', '~', '.orig', '.rpmnew', '.rpmorig', '.rpmsave']) {
    it(`is not a copy that ends in ${suffix}`, () => {
      assert.equal(find({ 'ifcfg-eth0': 'DEVICE=eth0\n', [`ifcfg-eth0${suffix}`]: 'DEVICE=eth0\n' }), 'ifcfg-eth0');
    });
  }

  for (const suffix of ['.rej', '.augnew', '.augsave', '.tmp', '.swp', '.dpkg-old', ';5f1b2c3d']) {
    it(`is ambiguous beside a copy that ends in ${suffix}, which initscripts read`, () => {
      const copy = `ifcfg-eth0${suffix}`;
      const message = throwsCode('Conflict', () => find({ 'ifcfg-eth0': 'DEVICE=eth0\n', [copy]: 'DEVICE=eth0\n' }));
      assert.ok(message.includes(`'${copy}'`));
    });
  }

  it('is ambiguous beside a copy that ends in .old only if RHEL 5 or 6 may read it', () => {
    const files = { 'ifcfg-eth0': 'DEVICE=eth0\n', 'ifcfg-eth0.old': 'DEVICE=eth0\n' };
    throwsCode('Conflict', () => find(files));
    assert.equal(find(files, uplinkMac, 'centiseconds'), 'ifcfg-eth0');
  });

  it('is ambiguous if several files claim the interface, and the error names them all', () => {
    const message = throwsCode('Conflict', () =>
      find({ 'ifcfg-eth0': '', 'ifcfg-a': 'DEVICE=eth0\n', 'ifcfg-b': `HWADDR=${uplinkMac}\n` }),
    );
    assert.match(message, /'ifcfg-eth0', 'ifcfg-a', 'ifcfg-b'/);
  });

  it('is ambiguous if it gives the interface another name', () => {
    assert.match(
      throwsCode('Conflict', () => find({ 'ifcfg-eth0': 'DEVICE=lan0\n' })),
      /'lan0'/,
    );
    throwsCode('Conflict', () => find({ 'ifcfg-lan0': `DEVICE=lan0\nHWADDR=${uplinkMac}\n` }));
  });

  it('never puts control characters of a file name into an error', () => {
    throwsCode('Conflict', () => find({ 'ifcfg-eth0': '', 'ifcfg-\x1b[2J': 'DEVICE=eth0\n' }));
  });
});
