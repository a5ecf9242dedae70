import assert from 'node:assert/strict';
import { networkManager as backend } from '../../../../../src/backends/network/network-manager/backend.ts';
import type { HostState } from '../../../../../src/model/host-state.ts';
import { contextOf, networkManager, request } from '../../../support/host.ts';
import { config, device, etc, managedHost, profile, staticProfile, textsIn } from '../../../support/network-manager.ts';
import { throwsCode } from '../../../support/throws.ts';
import { live, plan, withProfile } from './planning.ts';

describe('a bridge that is there already', () => {
  it('is left alone, and another of the same name is not made', () => {
    const state = managedHost();
    const { before } = plan(state);
    const texts = textsIn(before);
    const there = managedHost({
      profiles: [
        profile(texts['br0.nmconnection'] ?? '', `${etc}/br0.nmconnection`),
        profile(texts['uplink.nmconnection'] ?? ''),
      ],
    });
    const again = backend.planCreate(request({ ...live }), contextOf(there));
    assert.deepEqual([again.already, again.before, again.after], [true, [], []]);
    assert.match(
      throwsCode('Exists', () =>
        backend.planCreate(request({ ...live, stp: true, forwardDelay: 15 }), contextOf(there)),
      ),
      /STP 'off' instead of 'on'/,
    );
  });

  it('belongs to another card, or is for another purpose', () => {
    const taken = `[connection]\nid=x\nuuid=11111111-2222-4333-8444-555555555555\ntype=vlan\ninterface-name=br0\n`;
    const state = managedHost({ profiles: [profile(staticProfile), profile(taken, `${etc}/x.nmconnection`)] });
    assert.match(
      throwsCode('Exists', () => plan(state)),
      /is for a device 'br0' already/,
    );
  });
});

describe('what cannot be done', () => {
  const refused: readonly (readonly [
    what: string,
    code: 'Unsupported' | 'Refused' | 'Busy',
    state: HostState,
    why: RegExp,
  ])[] = [
    [
      'a profile of netplan’s',
      'Unsupported',
      managedHost({
        profiles: [
          profile(staticProfile, '/run/NetworkManager/system-connections/netplan-eth0.nmconnection', 'netplan'),
        ],
      }),
      /written by netplan/,
    ],
    [
      'one that is changed in memory alone, over a file',
      'Refused',
      managedHost({
        profiles: [
          profile(staticProfile),
          profile(staticProfile, '/run/NetworkManager/system-connections/uplink.nmconnection', 'memory'),
        ],
      }),
      /memory alone, and the next boot takes the file '\/etc\/NetworkManager\/.*uplink\.nmconnection'; save it/,
    ],
    [
      'one of two files with one uuid',
      'Refused',
      managedHost({
        profiles: [profile(staticProfile), profile(staticProfile, `${etc}/copy.nmconnection`)],
      }),
      /same uuid as the file '.*copy\.nmconnection'; remove one of the two/,
    ],
    [
      'one in /run',
      'Refused',
      managedHost({ profiles: [profile(staticProfile, '/run/x', 'run')] }),
      /gone at the next boot/,
    ],
    [
      'one in /usr/lib',
      'Refused',
      managedHost({ profiles: [profile(staticProfile, '/usr/lib/x', 'lib')] }),
      /packages replace it/,
    ],
    [
      'one with a secret',
      'Refused',
      withProfile(`${staticProfile}[802-1x]\npassword=hunter2\n`),
      /holds the secret '802-1x\.password'/,
    ],
    ['802.1X', 'Unsupported', withProfile(`${staticProfile}[802-1x]\neap=tls;\n`), /802\.1X/],
    [
      'a section that is not known',
      'Unsupported',
      withProfile(`${staticProfile}[pppoe]\nusername=x\n`),
      /the section 'pppoe'/,
    ],
    [
      'one that is a port already',
      'Busy',
      withProfile(staticProfile.replace('zone=', 'master=br9\nslave-type=bridge\nzone=')),
      /a port of 'br9'/,
    ],
    [
      'one of another type',
      'Unsupported',
      withProfile(staticProfile.replace('type=ethernet', 'type=vlan')),
      /the type 'vlan'/,
    ],
    [
      'one that no boot starts',
      'Refused',
      withProfile(staticProfile.replace('zone=', 'autoconnect=false\nzone=')),
      /autoconnect=false/,
    ],
    [
      'one of a single user’s',
      'Refused',
      withProfile(staticProfile.replace('zone=', 'permissions=user:ann:;\nzone=')),
      /single users/,
    ],
    [
      'a shared connection',
      'Unsupported',
      withProfile(staticProfile.replace('method=manual', 'method=shared')),
      /shares a connection/,
    ],
    [
      'one that two cards have',
      'Refused',
      managedHost({ devices: { eth0: device(), eth1: device() } }),
      /active on 'eth0' and 'eth1'/,
    ],
    [
      'an address that is none',
      'Refused',
      withProfile(staticProfile.replace('192.0.2.10/24', '192.0.2.300/24')),
      /cannot be read as an IPv4 address/,
    ],
    [
      'a NetworkManager that is not enabled',
      'Refused',
      managedHost({}, { atBoot: { NetworkManager: 'disabled', network: 'disabled' } }),
      /NetworkManager is not enabled/,
    ],
    [
      'an old NetworkManager',
      'Unsupported',
      managedHost({ version: '1.28.0' }),
      /older than 1\.30.*use activate 'boot'/,
    ],
    [
      'a NetworkManager that is to leave the bridge alone',
      'Refused',
      managedHost({ configuration: '[keyfile]\nunmanaged-devices=mac:52:54:00:00:00:01;interface-name:br*\n' }),
      /made by no boot.*'unmanaged-devices=.*choose another name/,
    ],
    [
      'a NetworkManager that configures all anew as it starts',
      'Unsupported',
      managedHost({ configuration: '[device]\nkeep-configuration=no\n' }),
      /'br0' would be brought up anew.*use activate 'boot'/,
    ],
  ];

  for (const [what, code, state, why] of refused) {
    it(`is named with its reason: ${what}`, () => {
      const sentence = throwsCode(code, () => plan(state));
      assert.match(sentence, why);
      assert.doesNotMatch(sentence, /hunter2/);
    });
  }

  for (const type of ['802-11-wireless', 'gsm', 'vpn', 'pppoe', 'ovs-bridge', 'wireguard']) {
    it(`is named, and the next boot offered, where a stop of NetworkManager would end a connection: ${type}`, () => {
      const other = { uuid: 'x', id: 'away', type, external: false, devices: ['other0'] };
      const state = managedHost({ active: [...config().active, other] });
      assert.match(
        throwsCode('Unsupported', () => plan(state)),
        new RegExp(`'away' of the type '${type}'; use activate 'boot'`),
      );
      assert.ok(plan(state, { activate: 'boot' }).before.length > 0);
      const external = managedHost({ active: [...config().active, { ...other, external: true }] });
      assert.ok(plan(external).before.length > 0);
    });
  }

  it('is a live change while NetworkManager does not run, or has not done with the card', () => {
    const stopped = managedHost({ devices: {} }, { networkManager: networkManager('stopped') });
    assert.match(
      throwsCode('Unsupported', () => plan(stopped)),
      /does not run.*start it, or use activate 'boot'/,
    );
    const connecting = managedHost({ devices: { eth0: device({ state: 70 }) } });
    assert.match(
      throwsCode('Busy', () => plan(connecting)),
      /'eth0' is not connected/,
    );
    assert.ok(plan(connecting, { activate: 'boot' }).before.length > 0);
  });

  it('is a restart while NetworkManager does not run', () => {
    const stopped = managedHost({}, { networkManager: networkManager('stopped') });
    const planned = plan(stopped, { activate: 'restart' });
    assert.match(
      throwsCode('Unsupported', () => planned.byRestart([])),
      /use activate 'boot'/,
    );
  });
});
