import assert from 'node:assert/strict';
import { address, defaultRoute, link } from '../../../support/host.ts';
import {
  device,
  dhcpProfile,
  etc,
  madeUpProfile,
  managedHost,
  profile,
  staticProfile,
  textsIn,
  uplinkUuid,
} from '../../../support/network-manager.ts';
import { throwsCode } from '../../../support/throws.ts';
import { bridgeOf, plan, withProfile } from './planning.ts';

describe('what servers and routers know the host by', () => {
  const leased = link({
    addresses: [
      address('192.0.2.128/24', { dynamic: true }),
      address('2001:db8:1:0:7ee9:a17e:75e7:8823/64', { dynamic: true }),
    ],
  });
  const lease = {
    dhcp4: { dhcp_client_identifier: '01:52:54:00:12:34:56' },
    dhcp6: { dhcp6_client_id: '00:04:33:e8', iaid: '2b:50:67:35' },
  };

  it('is written down: client, association, and the identifier of an address by SLAAC', () => {
    const text = bridgeOf(
      withProfile(dhcpProfile, { devices: { eth0: device(lease) } }, { links: [leased], routes: [] }),
    );
    assert.match(text, /\[ipv4\]\nmethod=auto\nroute-metric=100\ndhcp-client-id=01:52:54:00:12:34:56\n/);
    assert.match(text, /^dhcp-duid=00:04:33:e8\ndhcp-iaid=0x2b506735$/m);
    assert.match(text, /^addr-gen-mode=eui64$/m);
    assert.match(text, /^token=::7ee9:a17e:75e7:8823$/m);
  });

  it('stays as it is where the address comes from the hardware address, or from a token', () => {
    const byMac = link({ addresses: [address('2001:db8:1:0:5054:ff:fe12:3456/64', { dynamic: true })] });
    const eui64 = dhcpProfile.replace('stable-privacy', 'eui64');
    assert.doesNotMatch(bridgeOf(withProfile(eui64, {}, { links: [byMac] })), /token/);
    assert.match(bridgeOf(withProfile(dhcpProfile, {}, { links: [byMac] })), /^addr-gen-mode=eui64$/m);
    const token = `${dhcpProfile}token=::1\n`;
    assert.match(bridgeOf(withProfile(token, {}, { links: [leased] })), /^token=::1$/m);
  });

  it('cannot stay for two addresses of different identifiers, which is said', () => {
    const two = link({ addresses: [...leased.addresses, address('2001:db8:2::99/64', { dynamic: true })] });
    const { warnings } = plan(withProfile(dhcpProfile, {}, { links: [two] }));
    assert.match((warnings ?? []).join(), /only one of the IPv6 addresses/);
  });
});

describe('a profile that NetworkManager has in memory alone', () => {
  const path = '/run/NetworkManager/system-connections/Wired connection 1.nmconnection';
  const made = profile(madeUpProfile, path, 'memory');
  const state = managedHost({ profiles: [made], devices: { eth0: device({ active: made.uuid, available: [path] }) } });

  it('becomes a file, with a UUID of its own, which the one in memory cannot hide', () => {
    const { before, after } = plan(state, { addressing: 'keep' });
    const text = textsIn(before)['eth0.nmconnection'] ?? '';
    const uuid = /^uuid=(.*)$/m.exec(text)?.[1];
    assert.notEqual(uuid, made.uuid);
    assert.ok(
      after.some((step) => step.kind === 'network-manager-state' && step.device === 'eth0' && step.uuid === uuid),
    );
    assert.doesNotMatch(text, /nmmeta|nm-generated|-999|\[ipv4\]/);
    assert.match(text, /^id=Wired connection 1$/m);
  });
});

describe('addresses and routes beside the profile', () => {
  const more = link({
    addresses: [address('192.0.2.10/24'), address('192.0.2.100/32'), address('2001:db8:1::10/64')],
  });
  const state = managedHost({}, { links: [more] });

  it('move now, are not written, and are named', () => {
    const { before, warnings } = plan(state);
    assert.doesNotMatch(textsIn(before)['br0.nmconnection'] ?? '', /192\.0\.2\.100/);
    assert.match((warnings ?? []).join(), /'192\.0\.2\.100\/32' is in the kernel only/);
  });

  it('are written where the caller names them', () => {
    const named = [{ family: 4, address: '192.0.2.100', prefix: undefined }] as const;
    assert.match(bridgeOf(state, { persist: named }), /^address2=192\.0\.2\.100\/32$/m);
    throwsCode('NotFound', () => plan(state, { persist: [{ ...named[0], address: '192.0.2.101' }] }));
  });

  it('are a conflict where the profile has what the kernel lacks, but not for the next boot', () => {
    const bare = managedHost({}, { links: [link()] });
    assert.match(
      throwsCode('Conflict', () => plan(bare)),
      /'192\.0\.2\.10\/24', which the kernel lacks/,
    );
    assert.ok(plan(bare, { activate: 'boot' }).before.length > 0);
  });

  it('are written where they are the only default route, and said where they are another route', () => {
    const text = staticProfile.replace(',192.0.2.1\n', '\n');
    const routes = [
      defaultRoute('192.0.2.1', { protocol: 'boot' }),
      defaultRoute('192.0.2.9', { destination: '203.0.113.0/24' }),
    ];
    const { before, warnings } = plan(withProfile(text, {}, { routes }));
    assert.match(textsIn(before)['br0.nmconnection'] ?? '', /^gateway=192\.0\.2\.1$/m);
    assert.match((warnings ?? []).join(), /the route to '203\.0\.113\.0\/24' is in the kernel only/);
  });
});

describe('other profiles for the card', () => {
  const other = staticProfile
    .replace(uplinkUuid, '11111111-2222-4333-8444-555555555555')
    .replace('id=uplink', 'id=other');
  const host = (text: string) =>
    managedHost({ profiles: [profile(staticProfile), profile(text, `${etc}/other.nmconnection`)] });

  it('are outranked, and said', () => {
    const { before, warnings } = plan(host(other));
    assert.match(textsIn(before)['uplink.nmconnection'] ?? '', /^autoconnect-priority=1$/m);
    assert.match((warnings ?? []).join(), /the profile 'other' fits 'eth0' too/);
  });

  it('are refused where none can rank higher', () => {
    const first = other.replace('type=ethernet', 'type=ethernet\nautoconnect-priority=999');
    assert.match(
      throwsCode('Refused', () => plan(host(first))),
      /'other'.*can have a higher priority/,
    );
  });

  it('do not matter where no boot starts them, or where they are for another card', () => {
    for (const more of ['autoconnect=false', 'autoconnect-priority=-1']) {
      const text = other.replace('type=ethernet', `type=ethernet\n${more}`);
      assert.doesNotMatch(textsIn(plan(host(text)).before)['uplink.nmconnection'] ?? '', /priority/);
    }
    const elsewhere = other.replace('=eth0', '=eth1');
    assert.doesNotMatch(textsIn(plan(host(elsewhere)).before)['uplink.nmconnection'] ?? '', /priority/);
  });

  it('are not made by one that fitted any card: the port’s is for its card alone, which is said', () => {
    const { before, warnings } = plan(withProfile(staticProfile.replace('interface-name=eth0\n', '')));
    assert.match(textsIn(before)['uplink.nmconnection'] ?? '', /^interface-name=eth0$/m);
    assert.match((warnings ?? []).join(), /fits any card/);
  });
});
