import assert from 'node:assert/strict';
import { planRepairHostFirewall } from '../../../../src/backends/host-firewall/repair.ts';
import { expectationOf } from '../../../../src/model/expectation.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { madeBy } from './deletion.ts';
import { ask, byRules, previews, ssh } from './host.ts';

function repaired(state: HostState, hostFirewall: CreateBridgeRequest['hostFirewall']): readonly string[] {
  const history = [{ ...madeBy([]), request: { ...ask(), hostFirewall } }];
  const repairs = planRepairHostFirewall(expectationOf('br0', 'eth0', undefined), { state, history });
  return previews(repairs.flatMap(({ steps }) => steps));
}

describe('a repair of the rules that followed an interface', () => {
  it('gives those their twins again that have lost them', () => {
    assert.deepEqual(repaired(byRules(ssh), 'follow'), [
      "iptables-restore --noflush <<'end'\n*filter\n-I INPUT 2 -i br0 -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\nend",
    ]);
    assert.deepEqual(repaired(byRules(ssh, ssh.replace('eth0', 'br0')), 'follow'), []);
  });

  it('leaves rules alone whose twins were not asked for, or cannot be had', () => {
    assert.deepEqual(repaired(byRules(ssh), 'ignore'), []);
    assert.deepEqual(repaired(byRules('-A INPUT ! -i eth0 -j DROP', ssh), 'follow'), []);
  });
});
