import assert from 'node:assert/strict';
import { planCreate } from '../../../../../../src/backends/network/network-scripts/create.ts';
import { planDelete } from '../../../../../../src/backends/network/network-scripts/delete.ts';
import { intentOf } from '../../../../../../src/backends/network/network-scripts/contents/intent.ts';
import { requireAddresses } from '../../../../../../src/model/intent.ts';
import { bridgedHost, plainHost } from '../../../../operations/bridges/bridges.ts';
import { contextOf, deletion, hostWith, request } from '../../../../support/host.ts';
import { throwsCode } from '../../../../support/throws.ts';

const addresses = [{ family: 4, address: '192.0.2.10', prefix: 24 }];

describe('what the next boot gives', () => {
  it('is what the file of a new bridge says, planned or existing', () => {
    const planned = planCreate(request(), contextOf(plainHost())).intent;
    assert.deepEqual(planned, planCreate(request(), contextOf(bridgedHost())).intent);
    assert.deepEqual([planned?.addresses, planned?.gateways, planned?.dhcp], [addresses, ['192.0.2.1'], false]);
  });

  it("is what the uplink's own file will say once its bridge is deleted", () => {
    const { intent, interfaces } = planDelete(deletion(), contextOf(bridgedHost()));
    assert.deepEqual([intent?.addresses, intent?.gateways, interfaces], [addresses, ['192.0.2.1'], ['eth0']]);
  });

  it('is unknown if an address in a file is invalid, with the reason', () => {
    const intent = intentOf('br0', hostWith({ 'ifcfg-br0': 'TYPE=Bridge\nIPADDR=192.0.2.999\n' }));
    assert.ok(intent?.addresses === undefined);
    throwsCode('Refused', () => intent && requireAddresses(intent));
  });
});
