import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';

/** A few of each code; test/unit/model/names.test.ts has the rest. */
const refused: readonly (readonly [ErrorCode, readonly string[]])[] = [
  ['InvalidName', ['', 'br0\n', '--help', '../../../etc/cron.d/x']],
  ['ReservedName', ['lo', 'vnet0']],
];

describe('the name of a new bridge', () => {
  const host = useAgentHost();

  for (const [code, names] of refused) {
    it(`is refused (${code}), and nothing changes: ${JSON.stringify(names)}`, async () => {
      for (const name of names) await expectRefusal(host, code, 'CreateBridge', [name, 'eth0', {}]);
    });
  }

  for (const name of ['abcdefghijklmno', 'constructor']) {
    it(`may be '${name}'`, async () => {
      const reply = await host.change('CreateBridge', [name, 'eth0', { 'dry-run': true }]);
      assert.match(reply.plan[0]?.title ?? '', new RegExp(`'ifcfg-${name}'`));
    });
  }
});
