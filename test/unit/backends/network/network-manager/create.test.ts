import assert from 'node:assert/strict';
import { address, defaultRoute, link } from '../../../support/host.ts';
import { etc, managedHost, staticProfile, textsIn, uplinkUuid } from '../../../support/network-manager.ts';
import { bridgeOf, plan, withProfile } from './planning.ts';

describe('a bridge over a card of NetworkManager’s', () => {
  const planned = plan(managedHost());

  it('is made while NetworkManager is stopped, which then finds bridge and port with their profiles', () => {
    assert.deepEqual(
      [...planned.before, ...planned.after].map(({ kind }) => kind),
      ['service', 'file', 'file', 'network-manager-state', 'network-manager-state', 'service'],
    );
    const states = planned.after.filter((step) => step.kind === 'network-manager-state');
    assert.deepEqual(
      states.map(({ device: name, owned }) => [name, owned]),
      [
        ['br0', true],
        ['eth0', false],
      ],
    );
    assert.equal(states[1]?.uuid, uplinkUuid);
    assert.ok(textsIn(planned.before)['br0.nmconnection']?.includes(`uuid=${states[0]?.uuid ?? ''}\n`));
    assert.equal(planned.links, 'batch');
  });

  it('is left to NetworkManager with activate restart, whose undo activates the profile that was there', () => {
    const asked = plan(managedHost(), { activate: 'restart' });
    const [first, , , last, ...more] = asked.byRestart([]);
    assert.deepEqual([asked.links, more.length], ['service', 0]);
    assert.ok(first?.kind === 'network-manager-profile' && last?.kind === 'network-manager-profile');
    assert.deepEqual([first.uuid, first.when, first.undoIfBegun], [uplinkUuid, 'undo', 3]);
    assert.ok(textsIn(asked.before)['br0.nmconnection']?.includes(`uuid=${last.uuid}\n`));
    assert.equal(last.when, undefined);
  });

  it('has a profile of root’s alone, with what the card’s had, and the metric in use', () => {
    const [, step] = planned.before;
    assert.deepEqual(step?.kind === 'file' && [step.path, step.mode], [`${etc}/br0.nmconnection`, 0o600]);
    const uuid = planned.after[0]?.kind === 'network-manager-state' ? planned.after[0].uuid : '';
    assert.equal(
      textsIn(planned.before)['br0.nmconnection'],
      `# Written by bridgehead
[connection]
id=br0
uuid=${uuid}
type=bridge
interface-name=br0
autoconnect-slaves=1
zone=internal

[ethernet]
cloned-mac-address=52:54:00:12:34:56

[bridge]
stp=false

[ipv4]
address1=192.0.2.10/24,192.0.2.1
dns=192.0.2.53;
method=manual
route1=198.51.100.0/24,192.0.2.2,50
route1_options=onlink=true,table=100
route-metric=101

[ipv6]
addr-gen-mode=default
address1=2001:db8:1::10/64,2001:db8:1::1
method=manual
route-metric=101

[proxy]
`,
    );
  });

  it('has the metric in use for a link-local network too', () => {
    const route = {
      ...defaultRoute('192.0.2.1', { protocol: 'kernel', metric: 100 }),
      destination: '169.254.0.0/16',
      gateway: undefined,
    };
    const text = staticProfile.replace(/address1=192.*\n/, '').replace('method=manual', 'method=link-local');
    const links = [link({ addresses: [address('169.254.184.33/16'), address('2001:db8:1::10/64')] })];
    assert.match(
      bridgeOf(withProfile(text, {}, { links, routes: [route] })),
      /method=link-local\n(?:.*\n)*?route-metric=100\n/,
    );
  });

  it('is to have no default route where the profile never has one', () => {
    const text = staticProfile.replace('[ipv4]', '[ipv4]\nnever-default=true');
    assert.deepEqual(plan(withProfile(text)).intent?.gateways, ['2001:db8:1::1']);
  });

  it('leaves the card its profile, as that of a port', () => {
    assert.equal(
      textsIn(planned.before)['uplink.nmconnection'],
      `[connection]
id=uplink
uuid=${uplinkUuid}
type=ethernet
interface-name=eth0
master=br0
slave-type=bridge

[ethernet]

[bridge-port]
`,
    );
  });

  it('is planned twice alike, and has the intent of its profile', () => {
    assert.deepEqual(plan(managedHost()).before, planned.before);
    const { intent } = planned;
    assert.deepEqual([intent?.dhcp, intent?.stp, intent?.mac], [false, false, '52:54:00:12:34:56']);
    assert.deepEqual(intent?.gateways, ['192.0.2.1', '2001:db8:1::1']);
  });

  it('is written alone for the next boot, and it is said when it counts', () => {
    const { before, after, links, warnings } = plan(managedHost(), { activate: 'boot' });
    assert.deepEqual([before.map(({ kind }) => kind), after, links], [['file', 'file'], [], 'none']);
    assert.match((warnings ?? []).join(), /reads the profiles of 'br0' and 'eth0' at its next start/);
  });

  it('has STP, multicast snooping and an MTU as asked for, the MTU on both', () => {
    const { before } = plan(managedHost(), { stp: true, forwardDelay: 15, multicastSnooping: false, mtu: 1400 });
    const texts = textsIn(before);
    assert.match(
      texts['br0.nmconnection'] ?? '',
      /\n\[bridge\]\nstp=true\nforward-delay=15\nmulticast-snooping=false\n/,
    );
    for (const text of Object.values(texts)) assert.match(text ?? '', /^mtu=1400$/m);
  });

  it('has the addresses asked for, and none of the card’s', () => {
    const text = bridgeOf(managedHost(), {
      addressing: 'static',
      addresses: [{ family: 4, address: '192.0.2.20', prefix: 24 }],
      gateways: ['192.0.2.1'],
      dns: ['192.0.2.53', '2001:db8::53'],
    });
    assert.match(
      text,
      /\[ipv4\]\naddress1=192\.0\.2\.20\/24\ngateway=192\.0\.2\.1\ndns=192\.0\.2\.53;\nmethod=manual\nroute-metric=101\n/,
    );
    assert.match(text, /\[ipv6\]\nmethod=link-local\n/);
    assert.doesNotMatch(text, /192\.0\.2\.10/);
  });

  it('has no addresses at all if none are asked for', () => {
    const text = bridgeOf(managedHost(), { addressing: 'none' });
    assert.match(text, /\[ipv4\]\nmethod=disabled\n\n\[ipv6\]\nmethod=link-local\n/);
  });

  it('asks a server for its address instead of a static one, and says which routes are not kept', () => {
    const text = bridgeOf(managedHost(), { addressing: 'dhcp' });
    assert.match(text, /\[ipv4\]\nmethod=auto\nroute-metric=101\n/);
    assert.match(text, /address1=2001:db8:1::10/);
    assert.match((plan(managedHost(), { addressing: 'dhcp' }).warnings ?? []).join(), /'ipv4\.route1'.* is not kept/);
  });
});
