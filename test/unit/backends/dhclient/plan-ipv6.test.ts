import assert from 'node:assert/strict';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { planCreateDhclient } from '../../../../src/backends/dhclient/create.ts';
import { planDeleteDhclient } from '../../../../src/backends/dhclient/delete.ts';
import { address, contextOf, deletion, hostWith, link, request } from '../../support/host.ts';
import { plan as planFiles } from '../network/network-scripts/planning.ts';
import { throwsCode } from '../../support/throws.ts';
import { dhclientOn, noClient } from './dhclient.ts';

const create = (more: Partial<CreateBridgeRequest> = {}) => request({ activate: 'live', ...more });

describe('a DHCPv6 client', () => {
  const files = { pidFile: '/run/dhclient6-eth0.pid', leaseFile: '/var/lib/dhclient/dhclient6--eth0.lease' };
  const six = dhclientOn('eth0', { family: 6, options: ['-6', '-q'], ...files });
  const leased6 = address('2001:db8:1::100/128', { dynamic: true, validLifetime: 600 });
  const planOn = (more: Partial<CreateBridgeRequest>, addresses = [leased6], dhcp = six) => {
    const uplink = link({ addresses: [address('192.0.2.10/24'), ...addresses] });
    return planCreateDhclient(create(more), contextOf(hostWith({}, { links: [uplink], dhcp }), { uplink }));
  };
  const told = ({ before, after }: ReturnType<typeof planOn>) =>
    [...before, ...after].map((step) => step.kind === 'dhcp-client' && `${step.action} ${step.command.join(' ')}`);

  it('moves with its leases, and asks as it did', () => {
    const end = 'end /sbin/dhclient -6 -q -nw -pf /run/dhclient6-eth0.pid';
    const start = 'start /sbin/dhclient -6 -q -nw -pf /run/dhclient6-br0.pid';
    assert.deepEqual(told(planOn({})), [
      `${end} -lf /var/lib/dhclient/dhclient6--eth0.lease eth0`,
      `${start} -lf /var/lib/dhclient/dhclient6--br0.lease br0`,
    ]);
    const [step] = planOn({}).after;
    assert.match(step?.title ?? '', /DHCPv6/);
    assert.ok(step?.kind === 'dhcp-client' && step.wait === 0 && step.leasesOf?.file === files.leaseFile);
  });

  it('goes on where IPv4 alone comes from elsewhere, and ends where the addresses are given', () => {
    assert.deepEqual(
      told(planOn({ addressing: 'dhcp' })).filter((line) => line !== false && line.includes(' -6 ')).length,
      2,
    );
    for (const addressing of ['static', 'none'] as const) assert.equal(told(planOn({ addressing })).length, 1);
  });

  it('stays where its script would remove an address that is set by hand', () => {
    const byHand = [leased6, address('2001:db8:1::10/64')];
    const emptying = { ...six, clients: six.clients.map((one) => ({ ...one, emptying: 'yes' as const })) };
    assert.equal(told(planOn({}, [leased6], emptying)).length, 2);
    assert.match(
      throwsCode('Unsupported', () => planOn({}, byHand, emptying)),
      /removes the addresses/,
    );
  });

  it('is told of where the service starts it anew, with another identity', () => {
    const earlier = planFiles({ 'ifcfg-eth0': 'DEVICE=eth0\nDHCPV6C=yes\n' }, {}, { links: [] }).steps;
    const warned = (more: Partial<CreateBridgeRequest>) =>
      planCreateDhclient(create(more), contextOf(hostWith({}, { dhcp: six }), { earlier })).warnings ?? [];
    assert.match(warned({ activate: 'boot' }).join(), /copy '.*dhclient6--eth0\.lease' to '.*dhclient6--br0\.lease'/);
    assert.deepEqual(warned({ activate: 'live' }), []);
    assert.deepEqual(warned({ activate: 'boot', addressing: 'none' }), []);
  });

  it('is refused where it is another program', () => {
    const other = { ...noClient, others: ['dhcp6c'] };
    assert.match(
      throwsCode('Unsupported', () => planOn({}, [leased6], other)),
      /'dhcp6c'/,
    );
    assert.deepEqual(planOn({}, [], other), { before: [], after: [] });
  });

  it('goes back with its leases when the bridge is deleted', () => {
    const bridged = dhclientOn('br0', {
      family: 6,
      options: ['-6', '-q'],
      pidFile: '/run/dhclient6-br0.pid',
      leaseFile: '/var/lib/dhclient/dhclient6--br0.lease',
    });
    const uplink = link({ addresses: [] });
    const links = [uplink, link({ name: 'br0', addresses: [address('192.0.2.10/24'), leased6] })];
    const context = contextOf(hostWith({}, { links, dhcp: bridged }), { uplink });
    const back = planDeleteDhclient(deletion(), { ...context, uplinkName: 'eth0', returned: 'static' });
    assert.deepEqual(told(back), [
      'end /sbin/dhclient -6 -q -nw -pf /run/dhclient6-br0.pid -lf /var/lib/dhclient/dhclient6--br0.lease br0',
      'start /sbin/dhclient -6 -q -nw -pf /run/dhclient6-eth0.pid -lf /var/lib/dhclient/dhclient6--eth0.lease eth0',
    ]);
    assert.ok(back.after[0]?.kind === 'dhcp-client' && !back.after[0].createsLeaseFile);
  });
});
