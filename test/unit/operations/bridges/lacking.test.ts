import assert from 'node:assert/strict';
import { planCreateBridge } from '../../../../src/operations/bridges/plan-create.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { address, defaultRoute, hostWith, link, request } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { file } from './bridges.ts';

const uplink = link({ addresses: [address('192.0.2.10/24'), address('2001:db8:1::10/64')], maxMtu: 2000 });
const routes = [defaultRoute('192.0.2.1'), defaultRoute('2001:db8:1::1')];
const state = hostWith({ 'ifcfg-eth0': file }, { links: [uplink], routes });
const given: Partial<CreateBridgeRequest> = {
  addressing: 'static',
  addresses: [
    { family: 4, address: '192.0.2.50', prefix: 24 },
    { family: 6, address: '2001:db8:1::50', prefix: 64 },
  ],
};

for (const activate of ['live', 'restart', 'boot'] as const) {
  describe(`a bridge with activate ${activate}`, () => {
    const create = (more: Partial<CreateBridgeRequest>) => planCreateBridge(request({ ...more, activate }), state, []);

    it('is refused without a gateway for a family whose default route leaves by the interface', () => {
      assert.match(
        throwsCode('Refused', () => create({ addressing: 'none' })),
        /IPv4 default route uses interface 'eth0'/,
      );
      assert.match(
        throwsCode('Refused', () => create({ ...given, gateways: ['192.0.2.1'] })),
        /IPv6 default route/,
      );
      create({ ...given, gateways: ['192.0.2.1', '2001:db8:1::1'] });
    });

    it('is refused with an MTU that the interface does not support, with both numbers', () => {
      assert.match(
        throwsCode('Conflict', () => create({ mtu: 9000 })),
        /9000.*2000/,
      );
    });
  });
}
