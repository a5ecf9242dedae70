import assert from 'node:assert/strict';
import { findInterfaceFile } from '../../../../src/backends/network/network-scripts/files/interface-file.ts';
import { bootFiles } from '../../../../src/backends/network/network-scripts/files/boot-files.ts';
import { throwsCode } from '../../support/throws.ts';
import { cardMac, hostWith, type Files, filesOf } from '../../support/host.ts';

function find(files: Files, mac: string | undefined = cardMac, delayUnit: 'seconds' | 'centiseconds' = 'seconds') {
  return findInterfaceFile('eth0', mac, bootFiles(hostWith(files, { delayUnit })))?.name;
}

describe('the file of an interface', () => {
  it('is the one of its name', () => assert.equal(find({ 'ifcfg-eth0': '', 'ifcfg-eth1': '' }), 'ifcfg-eth0'));

  it('is the one with its MAC, in any case', () => {
    assert.equal(find({ 'ifcfg-LAN': `HWADDR="${cardMac.toUpperCase()}"\n` }), 'ifcfg-LAN');
    const networkFiles = filesOf(hostWith({ 'ifcfg-LAN': `HWADDR="${cardMac}"\n` }));
    assert.equal(findInterfaceFile('eth0', undefined, networkFiles), undefined);
  });

  it('is the one with its name in DEVICE', () => assert.equal(find({ 'ifcfg-LAN': "DEVICE='eth0'\n" }), 'ifcfg-LAN'));

  it('is found by grep where only a shell can read it, as ifup does', () => {
    assert.equal(find({ 'ifcfg-LAN': 'DEVICE="eth0" # LAN\nX=$(id)\n' }), 'ifcfg-LAN');
  });

  it('is not an alias, a range, a route or the file of another', () => {
    assert.equal(
      find({ 'ifcfg-eth0:0': 'DEVICE=eth0:0', 'ifcfg-eth0-range0': '', 'route-eth0': '', 'ifcfg-eth01': '' }),
      undefined,
    );
  });

  it('is not a VLAN or a bridge that repeats its MAC', () => {
    const files = {
      'ifcfg-eth0': `DEVICE=eth0\nHWADDR=${cardMac}\n`,
      'ifcfg-eth0.7': `DEVICE=eth0.7\nVLAN=yes\nHWADDR=${cardMac}\n`,
      'ifcfg-br9': `DEVICE=br9\nTYPE=Bridge\nHWADDR=${cardMac}\n`,
    };
    assert.equal(find(files), 'ifcfg-eth0');
  });

  for (const suffix of ['.bak', '~', '.orig', '.rpmnew', '.rpmorig', '.rpmsave']) {
    it(`is not a copy that ends in ${suffix}`, () => {
      assert.equal(find({ 'ifcfg-eth0': 'DEVICE=eth0\n', [`ifcfg-eth0${suffix}`]: 'DEVICE=eth0\n' }), 'ifcfg-eth0');
    });
  }

  for (const suffix of ['.rej', '.augnew', '.augsave', '.tmp', '.swp', '.dpkg-old', ';5f1b2c3d']) {
    it(`is in doubt with a copy that ends in ${suffix}, which initscripts read`, () => {
      const copy = `ifcfg-eth0${suffix}`;
      const message = throwsCode('Conflict', () => find({ 'ifcfg-eth0': 'DEVICE=eth0\n', [copy]: 'DEVICE=eth0\n' }));
      assert.ok(message.includes(`'${copy}'`));
    });
  }

  it('is in doubt with a copy that ends in .old only where RHEL 5 or 6 may read it', () => {
    const files = { 'ifcfg-eth0': 'DEVICE=eth0\n', 'ifcfg-eth0.old': 'DEVICE=eth0\n' };
    throwsCode('Conflict', () => find(files));
    assert.equal(find(files, cardMac, 'centiseconds'), 'ifcfg-eth0');
  });

  it('is in doubt where several claim the interface, and all are named', () => {
    const message = throwsCode('Conflict', () =>
      find({ 'ifcfg-eth0': '', 'ifcfg-a': 'DEVICE=eth0\n', 'ifcfg-b': `HWADDR=${cardMac}\n` }),
    );
    assert.match(message, /'ifcfg-eth0', 'ifcfg-a', 'ifcfg-b'/);
  });

  it('is in doubt where it gives the interface another name', () => {
    assert.match(
      throwsCode('Conflict', () => find({ 'ifcfg-eth0': 'DEVICE=lan0\n' })),
      /'lan0'/,
    );
    throwsCode('Conflict', () => find({ 'ifcfg-lan0': `DEVICE=lan0\nHWADDR=${cardMac}\n` }));
  });

  it('never brings control characters of a file name into an error', () => {
    throwsCode('Conflict', () => find({ 'ifcfg-eth0': '', 'ifcfg-\x1b[2J': 'DEVICE=eth0\n' }));
  });
});
