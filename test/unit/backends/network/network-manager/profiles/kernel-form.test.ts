import assert from 'node:assert/strict';
import { kernelForm } from '../../../../../../src/backends/network/network-manager/profiles/kernel-form.ts';
import { expandAdvertised } from '../../../../../../src/backends/links/advertised-line.ts';
import { plainRoute } from '../../../../../../src/backends/links/configured.ts';
import { planCreateLinks } from '../../../../../../src/backends/links/create.ts';
import { address, link, request } from '../../../../support/host.ts';
import { managedHost } from '../../../../support/network-manager.ts';

describe('addresses that are asked for on a host of NetworkManager’s', () => {
  const state = managedHost();
  const [port = link()] = state.links;
  const { batch, routes } = planCreateLinks(
    request({
      activate: 'live',
      networkmanager: 'keep',
      addressing: 'static',
      addresses: [
        { family: 4, address: '192.0.2.20', prefix: 24 },
        { family: 4, address: '192.0.2.21', prefix: 32 },
        { family: 6, address: '2001:db8:1::20', prefix: 64 },
      ],
      gateways: ['192.0.2.1', '2001:db8:1::1'],
    }),
    port,
    state,
    { form: (target) => kernelForm(target, port.name, state) },
  );

  it('are set as NetworkManager sets them: without a route of the kernel’s', () => {
    const added = batch.filter((line) => line.startsWith('addr add'));
    assert.equal(added.length, 3);
    for (const line of added) assert.match(line, /noprefixroute/);
  });

  it('have their networks and default routes with the metric and the protocol that NetworkManager gives them', () => {
    const set = batch.filter((line) => line.startsWith('route replace'));
    assert.deepEqual(set, [
      'route replace 192.0.2.0/24 dev br0 metric 101 proto kernel scope link src 192.0.2.20',
      'route replace 2001:db8:1::/64 dev br0 metric 101 proto kernel',
      'route replace 0.0.0.0/0 via 192.0.2.1 dev br0 metric 101 proto static',
      'route replace ::/0 via 2001:db8:1::1 dev br0 metric 101 proto static',
    ]);
    assert.equal(routes?.length, 4);
  });
});

describe('a network’s route as NetworkManager sets it, where no default route leads through the card', () => {
  it('goes before the bridge gets the same, which would take its place, so that no command is for a route that is gone', () => {
    const own = { noPrefixRoute: true };
    const state = managedHost(
      {},
      {
        links: [link({ addresses: [address('2001:db8:1::10/64', own)] })],
        routes: [{ ...plainRoute(6, '2001:db8:1::/64', 'eth0'), protocol: 'kernel', metric: 400 }],
      },
    );
    const [port = link()] = state.links;
    const { batch } = planCreateLinks(request({ activate: 'live', networkmanager: 'keep' }), port, state, {
      form: (target) => target,
    });
    const expanded = expandAdvertised(batch, state).filter((line) => line.startsWith('route'));
    assert.deepEqual(expanded, [
      'route del 2001:db8:1::/64 dev eth0 metric 400',
      'route replace 2001:db8:1::/64 dev br0 metric 400 proto kernel',
    ]);
  });
});
