import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import { address, defaultRoute, networkFile } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { file } from './bridges.ts';
import { create, eth1, eth2, host, installed } from './further-ports.ts';

describe('a further port is refused where it', () => {
  const home = address('198.51.100.7/24');
  const cases: readonly (readonly [what: string, code: ErrorCode, state: HostState])[] = [
    ['is not there', 'NotFound', host({}, eth1())],
    ['is a port of another bridge', 'Busy', host({}, eth1({ master: 'br7' }), eth2())],
    ['is a bridge', 'Refused', host({}, eth1({ kind: 'bridge' }), eth2())],
    ['has an address', 'Conflict', host({}, eth1({ addresses: [home] }), eth2())],
    ["has the host's default route", 'Refused', host({ routes: [defaultRoute('198.51.100.1', { device: 'eth1' })] })],
    [
      'has another route',
      'Conflict',
      host({ routes: [defaultRoute('198.51.100.1', { device: 'eth1', destination: '203.0.113.0/24' })] }),
    ],
    ['is named by a rule', 'Conflict', host({ rules: [{ family: 4, fields: { priority: 5, iif: 'eth1' } }] })],
    ['cannot carry the MTU', 'Conflict', host({}, eth1({ maxMtu: 1300 }), eth2())],
    [
      'has addresses in its file',
      'Conflict',
      host({
        networkFiles: [
          networkFile('ifcfg-eth0', file),
          networkFile('ifcfg-eth1', 'DEVICE=eth1\nIPADDR=198.51.100.7\n'),
        ],
      }),
    ],
    [
      'gets addresses by DHCP at boot',
      'Conflict',
      host({
        networkFiles: [networkFile('ifcfg-eth0', file), networkFile('ifcfg-eth1', 'DEVICE=eth1\nBOOTPROTO=dhcp\n')],
      }),
    ],
    [
      'has a route file',
      'Conflict',
      host({
        networkFiles: [
          networkFile('ifcfg-eth0', file),
          networkFile('ifcfg-eth1', installed),
          networkFile('route-eth1', '203.0.113.0/24 via 198.51.100.1\n'),
        ],
      }),
    ],
    [
      'belongs to another bridge by its file',
      'Busy',
      host({ networkFiles: [networkFile('ifcfg-eth0', file), networkFile('ifcfg-eth1', 'DEVICE=eth1\nBRIDGE=br7\n')] }),
    ],
  ];
  for (const [what, code, state] of cases) {
    it(what, () => {
      const sentence = throwsCode(code, () => create(state, { mtu: 1500 }));
      assert.match(sentence, /'(?:ifcfg-|route-)?eth[12]'/);
    });
  }
});
