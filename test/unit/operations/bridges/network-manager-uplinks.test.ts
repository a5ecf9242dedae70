import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import type { InterfaceName } from '../../../../src/model/names.ts';
import type { Link } from '../../../../src/model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { planCreateBridge } from '../../../../src/operations/bridges/plan-create.ts';
import { link, request } from '../../support/host.ts';
import { device, etc, managedHost, profile } from '../../support/network-manager.ts';
import { throwsCode } from '../../support/throws.ts';
import { bondHost, vlanHost } from './uplinks.ts';

const uuid = '11111111-2222-4333-8444-555555555555';
const nameOf = (name: string): InterfaceName => name as InterfaceName;

/** A host whose interface NetworkManager has by a profile of this type. */
function hostOf(name: string, type: string, links: readonly Link[], making = '') {
  const text = `[connection]\nid=${name}\nuuid=${uuid}\ntype=${type}\ninterface-name=${name}\n${making}`;
  return managedHost(
    { devices: { [name]: device({ active: uuid }) }, profiles: [profile(text, `${etc}/${name}.nmconnection`)] },
    { links },
  );
}

const vlan = hostOf('eth0.100', 'vlan', vlanHost().links, '[vlan]\nid=100\nparent=eth0\n');
const bond = hostOf('bond0', 'bond', bondHost().links, '[bond]\nmode=active-backup\n');
const cardOfBond = hostOf('eth1', 'ethernet', bondHost().links);
const twoCards = managedHost({}, { links: [...managedHost().links, link({ index: 3, name: 'eth1' })] });

describe("a bridge of NetworkManager's is refused", () => {
  const rows: readonly (readonly [string, ErrorCode, Partial<CreateBridgeRequest>, typeof bond, RegExp])[] = [
    ['over a port of a bond', 'Busy', { interface: nameOf('eth1') }, cardOfBond, /is a port of bond 'bond0'/],
    ['with further ports of another stack', 'Conflict', { ports: [nameOf('eth1')] }, twoCards, /have one of them/],
  ];
  for (const [what, code, asked, state, why] of rows) {
    for (const activate of ['live', 'boot'] as const) {
      it(`${what}, with activate '${activate}'`, () => {
        const meant = request({ networkmanager: 'keep', activate, ...asked });
        assert.match(
          throwsCode(code, () => planCreateBridge(meant, state, [])),
          why,
        );
      });
    }
  }
});

describe("a bridge of NetworkManager's over a VLAN or a bond", () => {
  for (const [name, state] of [['eth0.100', vlan] as const, ['bond0', bond] as const]) {
    it(`is made while NetworkManager is stopped: '${name}'`, () => {
      const meant = request({ networkmanager: 'auto', activate: 'live', interface: nameOf(name) });
      const { steps, stack } = planCreateBridge(meant, state, []);
      const own = steps.filter(({ kind }) => kind !== 'sysctl' && kind !== 'link-setting').map(({ kind }) => kind);
      const told = 'network-manager-state';
      assert.deepEqual([stack, own], ['network-manager', ['service', 'file', 'file', 'links', told, told, 'service']]);
    });
  }
});
