import assert from 'node:assert/strict';
import type { Check, Finding, FindingStatus } from '../../../../../src/model/finding.ts';
import { verifyFiles } from '../../../../../src/backends/network/network-scripts/verify/files.ts';
import {
  address,
  link,
  uplinkMac,
  defaultRoute,
  hostWith,
  type Files,
  type HostOptions,
} from '../../../support/host.ts';

const port = `DEVICE=eth0\nHWADDR=${uplinkMac}\nONBOOT=yes\nBRIDGE=br0\n`;
const bridge = `DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nSTP=off\nDELAY=0\nMACADDR=${uplinkMac}\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n`;
const good: Files = { 'ifcfg-eth0': port, 'ifcfg-br0': bridge };
const live: HostOptions = {
  links: [
    link({ master: 'br0' }),
    link({ index: 3, name: 'br0', kind: 'bridge', addresses: [address('192.0.2.10/24')] }),
  ],
  routes: [defaultRoute('192.0.2.1', { device: 'br0' })],
};

function verify(files: Files, host: HostOptions = live, interfaceName?: string): Finding[] {
  return verifyFiles('br0', interfaceName, hostWith(files, host));
}

describe('verifying the network files', () => {
  it('passes each check where all is well, with or without the name of the interface', () => {
    for (const name of [undefined, 'eth0']) {
      assert.deepEqual(
        verify(good, live, name).map(({ check, status, remedy }) => [check, status, remedy]),
        [
          ['config-bridge', 'pass', ''],
          ['config-interface', 'pass', ''],
          ['config-conflict', 'pass', ''],
        ],
      );
    }
  });

  it('skips each check on a host without such files', () => {
    assert.deepEqual(
      verify({}).map(({ check, status }) => [check, status]),
      [
        ['config-bridge', 'skip'],
        ['config-interface', 'skip'],
        ['config-conflict', 'skip'],
      ],
    );
  });

  const rows: readonly (readonly [string, Check, FindingStatus, RegExp, Files, HostOptions?])[] = [
    ['no file for the bridge', 'config-bridge', 'fail', /next boot does not create it/, { 'ifcfg-eth0': port }],
    ['no file for the interface', 'config-interface', 'fail', /no file puts an interface/, { 'ifcfg-br0': bridge }],
    [
      'TYPE in the wrong case',
      'config-bridge',
      'fail',
      /spelling/,
      { ...good, 'ifcfg-br0': bridge.replace('Bridge', 'bridge') },
    ],
    [
      'another DEVICE',
      'config-bridge',
      'fail',
      /not for device 'br0'/,
      { ...good, 'ifcfg-br0': bridge.replace('=br0', '=br1') },
    ],
    [
      'HWADDR on the bridge',
      'config-bridge',
      'fail',
      /HWADDR/,
      { ...good, 'ifcfg-br0': `${bridge}HWADDR=${uplinkMac}\n` },
    ],
    [
      'no MACADDR',
      'config-bridge',
      'warn',
      /does not set the bridge's MAC/,
      { ...good, 'ifcfg-br0': bridge.replace(/MACADDR.*\n/, '') },
    ],
    [
      'another MACADDR',
      'config-bridge',
      'fail',
      /another MAC/,
      { ...good, 'ifcfg-br0': bridge.replace('34:56', '34:57') },
    ],
    [
      'the bridge left out at boot',
      'config-bridge',
      'fail',
      /skipped at boot/,
      { ...good, 'ifcfg-br0': bridge.replace('ONBOOT=yes', 'ONBOOT=no') },
    ],
    [
      'the port left out at boot',
      'config-interface',
      'fail',
      /skipped at boot/,
      { ...good, 'ifcfg-eth0': port.replace('ONBOOT=yes', 'ONBOOT=NO') },
    ],
    ['a poisonous comment', 'config-bridge', 'fail', /hides its TYPE/, { ...good, 'ifcfg-br0': `# TYPE=x\n${bridge}` }],
    [
      'a poisonous comment in the port',
      'config-interface',
      'fail',
      /hides its DEVICE/,
      { ...good, 'ifcfg-eth0': `# DEVICE=x\n${port}` },
    ],
    [
      'an address that the file lacks',
      'config-bridge',
      'fail',
      /loses '192\.0\.2\.10\/24'/,
      { ...good, 'ifcfg-br0': bridge.replace(/IPADDR.*\n/, '') },
    ],
    [
      'an address that the bridge lacks',
      'config-bridge',
      'warn',
      /adds '192\.0\.2\.11\/24'/,
      { ...good, 'ifcfg-br0': `${bridge}IPADDR1=192.0.2.11\nPREFIX1=24\n` },
    ],
    [
      'a gateway that the file lacks',
      'config-bridge',
      'fail',
      /default gateway/,
      { ...good, 'ifcfg-br0': bridge.replace(/GATEWAY.*\n/, '') },
    ],
    [
      'an address that is none',
      'config-bridge',
      'fail',
      /IPADDR/,
      { ...good, 'ifcfg-br0': bridge.replace('192.0.2.10', '192.0.2') },
    ],
    [
      'USERCTL on the bridge',
      'config-bridge',
      'warn',
      /every user/,
      { ...good, 'ifcfg-br0': `${bridge}USERCTL=yes\n` },
    ],
    [
      'USERCTL on the port',
      'config-interface',
      'warn',
      /every user/,
      { ...good, 'ifcfg-eth0': `${port}USERCTL=yes\n` },
    ],
    [
      'a DELAY in the wrong unit',
      'config-bridge',
      'fail',
      /hundredths/,
      { ...good, 'ifcfg-br0': bridge.replace('STP=off\nDELAY=0', 'STP=on\nDELAY=15') },
      { ...live, delayUnit: 'centiseconds' },
    ],
    [
      'addresses left with the port',
      'config-interface',
      'warn',
      /address keys/,
      { ...good, 'ifcfg-eth0': `${port}IPADDR=192.0.2.10\n` },
    ],
    [
      'DHCP left with the port',
      'config-interface',
      'warn',
      /address keys/,
      { ...good, 'ifcfg-eth0': `${port}BOOTPROTO=dhcp\n` },
    ],
    [
      'the file of another interface',
      'config-interface',
      'fail',
      /another network card/,
      { ...good, 'ifcfg-eth0': port.replace('34:56', '34:57') },
    ],
    [
      'a symbolic link',
      'config-interface',
      'fail',
      /symbolic link/,
      { ...good, 'ifcfg-eth0': { problem: 'it is a symbolic link' } },
    ],
    ['two files for the bridge', 'config-conflict', 'fail', /'br0'/, { ...good, 'ifcfg-lan': 'DEVICE=br0\n' }],
    ['two files with the MAC', 'config-conflict', 'fail', /'eth0'/, { ...good, 'ifcfg-lan': `HWADDR=${uplinkMac}\n` }],
    ['a copy that the boot reads', 'config-conflict', 'fail', /'eth0'/, { ...good, 'ifcfg-eth0.rej': port }],
    [
      'routes of the port',
      'config-conflict',
      'warn',
      /'route-eth0'/,
      { ...good, 'route-eth0': 'default via 192.0.2.1\n' },
    ],
    [
      'a file that is not trusted',
      'config-conflict',
      'warn',
      /'ifcfg-eth7'/,
      { ...good, 'ifcfg-eth7': { problem: 'it is writable by everyone' } },
    ],
  ];
  for (const [what, check, status, message, files, host] of rows) {
    it(`finds ${what}`, () => {
      const findings = verify(files, host, what.startsWith('a symbolic') ? 'eth0' : undefined);
      const finding = findings.find((one) => one.check === check && one.status === status && message.test(one.message));
      assert.ok(finding, JSON.stringify(findings, null, 1));
      for (const text of [finding.expected, finding.found, finding.remedy]) assert.notEqual(text, '');
    });
  }

  it('finds that the interface it was asked for is on no bridge', () => {
    const [finding] = verify({ ...good, 'ifcfg-eth0': port.replace('BRIDGE=br0\n', '') }, live, 'eth0').filter(
      ({ status }) => status === 'fail',
    );
    assert.equal(finding?.message, "'ifcfg-eth0' does not put interface 'eth0' behind bridge 'br0'");
    assert.equal(finding.expected, 'BRIDGE=br0');
  });

  it('does not compare an image with the kernel of the machine that it lies on', () => {
    const findings = verify({ ...good, 'ifcfg-br0': bridge.replace('34:56', '34:57') }, { ...live, live: false });
    assert.deepEqual(
      findings.filter(({ status }) => status !== 'pass'),
      [],
    );
  });

  it('does not miss what DHCP gave the bridge', () => {
    const links = [link({ name: 'br0', kind: 'bridge', addresses: [address('192.0.2.10/24', { dynamic: true })] })];
    const files = { ...good, 'ifcfg-br0': bridge.replace(/IPADDR.*\nPREFIX.*\nGATEWAY.*\n/, 'BOOTPROTO=dhcp\n') };
    assert.deepEqual(
      verify(files, { links }).filter(({ status }) => status !== 'pass'),
      [],
    );
  });
});
