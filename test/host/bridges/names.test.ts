import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';

const refused: readonly (readonly [ErrorCode, readonly string[]])[] = [
  [
    'InvalidName',
    ['', ' ', 'br 0', 'br0\n', 'a/b', '..', 'br.0', 'br%d', 'eth0:1', '--help', '$(id)', 'br*', 'brü', '0'],
  ],
  ['InvalidName', ['br0~', 'br0.bak', 'br0.rpmsave', '__proto__', 'abcdefghijklmnop', '../../../etc/cron.d/x']],
  ['ReservedName', ['lo', 'all', 'default', 'bonding_masters', 'ifcfg-br0', 'vnet0', 'tap0', 'docker0', 'veth1']],
  ['ReservedName', ['cipcb0', 'vlan5', 'ppp0', 'bond0', 'sit1', 'x-range1']],
];

describe('the name of a new bridge', () => {
  const host = useAgentHost();

  for (const [code, names] of refused) {
    it(`is ${code}, and nothing changes: ${names.map((name) => JSON.stringify(name)).join(' ')}`, async () => {
      for (const name of names) await expectRefusal(host, code, 'CreateBridge', [name, 'eth0', {}]);
    });
  }

  for (const name of ['br0', 'abcdefghijklmno', 'Lan_1', 'constructor', 'toString', 'eth0-br']) {
    it(`may be '${name}'`, async () => {
      const reply = await host.change('CreateBridge', [name, 'eth0', { 'dry-run': true }]);
      assert.match(reply.plan[0]?.title ?? '', new RegExp(`'ifcfg-${name}'`));
    });
  }
});
