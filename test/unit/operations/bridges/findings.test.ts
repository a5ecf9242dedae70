import assert from 'node:assert/strict';
import { checks, type Check, type Finding } from '../../../../src/model/finding.ts';
import type { Answer, Answers } from '../../../../src/backends/connectivity/read.ts';
import type { HostFile } from '../../../../src/model/host-file.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import { findingsOf } from '../../../../src/operations/bridges/findings.ts';
import { dropInText } from '../../../../src/backends/network/network-scripts/networkmanager/drop-in.ts';
import {
  address,
  link,
  defaultRoute,
  networkFile,
  networkManager,
  xenFile,
  type HostOptions,
  filesOf,
} from '../../support/host.ts';
import { bridgedHost, bridgeLink } from './bridges.ts';

const answered = new Map([['192.0.2.1', 'yes' as const]]);
const look = (more: HostOptions = {}, answers: Answers = answered) => findingsOf('br0', bridgedHost(more), answers);
function only(check: Check, findings: readonly Finding[]): Finding {
  const found = findings.filter((finding) => finding.check === check);
  assert.equal(found.length, 1, `${check} comes once`);
  const [finding] = found;
  assert.ok(finding !== undefined);
  return finding;
}
const [port, bridge] = [link({ master: 'br0' }), bridgeLink()];

/** Its files without NM_CONTROLLED=no. */
function controlled(state: HostState): readonly HostFile[] {
  return filesOf(state).map((file) => ({ ...file, text: file.text?.replace('NM_CONTROLLED=no\n', '') }));
}

function unexpected(part: string): PropertyDescriptor {
  return { get: () => assert.fail(`a check looks at '${part}'`) };
}

describe('the findings of Verify', () => {
  it('contain every check once, in the order of the contract', () => {
    assert.deepEqual(
      look().map((finding) => finding.check),
      [...checks],
    );
  });

  it('say nothing of what is not read for them: routing rules, and what hangs on interfaces', () => {
    const state = bridgedHost();
    const unread = { rules: unexpected('rules'), dependents: unexpected('dependents') };
    assert.deepEqual(findingsOf('br0', Object.defineProperties({ ...state }, unread), answered), look());
  });

  it('contain no failure for a correct bridge', () => {
    assert.deepEqual(
      look().filter((finding) => finding.status === 'fail'),
      [],
    );
  });

  it('contain a remedy exactly if something is wrong', () => {
    for (const finding of look({ links: [link(), bridgeLink({ up: false })] })) {
      assert.equal(finding.remedy !== '', finding.status === 'fail' || finding.status === 'warn', finding.check);
    }
  });

  const wrong: readonly (readonly [Check, string, HostOptions, RegExp])[] = [
    ['bridge', 'a bridge that is gone', { links: [link()] }, /no such interface/],
    ['bridge', 'a bridge that is down', { links: [port, bridgeLink({ up: false })] }, /down/],
    ['bridge', 'an interface of that name that is not a bridge', { links: [port, link({ name: 'br0' })] }, /kind/],
    [
      'mac',
      'a MAC address that changed to that of a guest interface',
      { links: [port, bridgeLink({ mac: '02:00:00:00:00:01' })] },
      /02:00/,
    ],
    ['interface-in-bridge', 'an uplink that was removed from the bridge', { links: [link(), bridge] }, /no bridge/],
    ['interface-in-bridge', 'an uplink that is gone', { links: [bridge] }, /no such/],
    [
      'not-nat-bridge',
      'a bridge of libvirt’s',
      { libvirtNetworks: [{ name: 'x', bridge: 'br0', forward: 'nat', addresses: [] }] },
      /libvirt/,
    ],
    ['carrier', 'an unplugged cable', { links: [link({ master: 'br0', carrier: false }), bridge] }, /without/],
    [
      'addresses',
      'an address that stayed on the uplink',
      { links: [link({ master: 'br0', addresses: [address('192.0.2.10/24')] }), bridge] },
      /on 'eth0'/,
    ],
    [
      'addresses',
      'an address by SLAAC on the card',
      {
        links: [
          link({
            master: 'br0',
            addresses: [address('2001:db8::5/64', { dynamic: true, validLifetime: 60, preferredLifetime: 30 })],
          }),
          bridge,
        ],
      },
      /2001:db8::5\/64 on 'eth0'/,
    ],
    [
      'addresses',
      'an address that the file has and the bridge has not',
      { links: [port, bridgeLink({ addresses: [] })] },
      /none/,
    ],
    ['default-route', 'a default route through the uplink', { routes: [defaultRoute('192.0.2.1')] }, /eth0/],
    ['default-route', 'no default route though the file has a gateway', { routes: [] }, /none/],
    ['mtu', 'an mtu that a port has pulled down', { links: [port, bridgeLink({ mtu: 1400 })] }, /1400/],
    [
      'stp',
      'STP that the file does not want',
      { links: [port, bridgeLink({ bridge: { id: 'x', stp: true, forwardDelay: 1500 } })] },
      /on/,
    ],
    ['xen', 'Xen’s own script', { xenConfig: xenFile('(network-script network-bridge)\n') }, /on/],
  ];
  for (const [check, what, more, found] of wrong) {
    it(`are a failed '${check}' for ${what}`, () => {
      const finding = only(check, look(more));
      assert.equal(finding.status, 'fail');
      assert.match(finding.found, found);
      assert.notEqual(finding.remedy, '');
    });
  }

  const both = [address('192.0.2.10/24'), address('2001:db8:1::10/64')];
  const onBridge = defaultRoute('192.0.2.1', { device: 'br0' });
  const advertised = defaultRoute('fe80::1', { metric: 1024, protocol: 'ra', expires: 1800 });
  const ways: readonly (readonly [string, Check, HostOptions, string])[] = [
    [
      'has an address on the bridge, and its routes, before it leaves the interface',
      'addresses',
      {
        links: [link({ master: 'br0', addresses: both }), bridgeLink({ addresses: [] })],
        routes: [defaultRoute('192.0.2.1')],
      },
      'addr replace addr replace route replace addr del addr del',
    ],
    [
      'has the addresses on the bridge before the interface joins it',
      'interface-in-bridge',
      { links: [link({ addresses: both }), bridgeLink({ addresses: [] })], routes: [defaultRoute('192.0.2.1')] },
      'addr replace addr replace link set route replace addr del addr del',
    ],
    [
      'takes a second default route away, and leaves that of the bridge',
      'default-route',
      { routes: [defaultRoute('192.0.2.1', { device: 'br0' }), defaultRoute('192.0.2.254', { metric: 50 })] },
      'route flush',
    ],
    [
      'moves a default route, and leaves the advertised one beside it to the router',
      'default-route',
      { routes: [onBridge, defaultRoute('2001:db8:1::1', { metric: 1024 }), advertised] },
      'route replace route flush',
    ],
  ];
  for (const [what, check, more, order] of ways) {
    it(`suggests a line that ${what}`, () => {
      const { remedy } = only(check, look(more));
      const verbs = remedy.split(' && ').map((part) => part.replace(/^ip (?:-[46] )?(\S+ \S+) .*$/, '$1'));
      assert.equal(verbs.join(' '), order);
    });
  }

  it('suggests a line that moves an advertised default route, and lets the router renew it', () => {
    const { remedy } = only('default-route', look({ routes: [onBridge, advertised] }));
    assert.equal(
      remedy,
      'ip route replace ::/0 via fe80::1 dev br0 metric 1025 proto ra expires 1800 && ip -6 route flush default dev eth0',
    );
  });

  it('suggests a line for a move once, and never to take an interface out of its bridge', () => {
    const nat = look({ links: [link({ master: 'virbr0', addresses: both }), bridgeLink({ addresses: [] })] });
    assert.match(only('interface-in-bridge', nat).remedy, /link set dev eth0 master br0/);
    for (const check of ['not-nat-bridge', 'addresses'] as const) {
      assert.match(only(check, nat).remedy, /^the remedy of 'interface-in-bridge'/);
    }
  });

  it('pass a Xen whose script is disabled or commented out', () => {
    for (const text of ['(network-script /bin/true)\n', '# (network-script network-bridge)\n']) {
      assert.equal(only('xen', look({ xenConfig: xenFile(text) })).status, 'pass');
    }
  });

  it('fail the gateway if none answers, and warn if only one of two does', () => {
    assert.equal(only('gateway', look({}, new Map([['192.0.2.1', 'no' as const]]))).status, 'fail');
    const half = new Map<string, Answer>([
      ['192.0.2.1', 'yes'],
      ['2001:db8:1::1', 'no'],
    ]);
    assert.equal(only('gateway', look({}, half)).status, 'warn');
  });

  it('name the gateway that was not asked, and judge by the others', () => {
    const withOther = (answer: Answer) => {
      const answers = new Map<string, Answer>([
        ['192.0.2.1', answer],
        ['2001:db8:1::1', 'not asked'],
      ]);
      return only('gateway', look({}, answers));
    };
    assert.deepEqual(
      (['yes', 'no', 'not asked'] as const).map((answer) => withOther(answer).status),
      ['pass', 'fail', 'skip'],
    );
    assert.match(withOther('yes').message, /2001:db8:1::1 .* is not checked/);
    assert.doesNotMatch(withOther('no').expected, /2001/);
  });

  const told = dropInText({ bridge: 'br0', uplink: 'eth0', ports: [] }, 'now');
  const dropIns = [networkFile('90-bridgehead-br0.conf', told)];
  const left = { eth0: 'unmanaged', br0: 'unmanaged' } as const;
  const managements: readonly (readonly [status: string, what: string, host: HostOptions])[] = [
    [
      'fail',
      'that has the bridge',
      { networkManager: networkManager('running', { devices: { br0: 'external' }, dropIns }) },
    ],
    [
      'pass',
      'that leaves both alone for good',
      { networkManager: networkManager('running', { devices: left, dropIns }) },
    ],
    [
      'warn',
      'that leaves both alone until it starts',
      { networkManager: networkManager('running', { devices: left }) },
    ],
    [
      'pass',
      'that reads NM_CONTROLLED=no',
      { networkManager: networkManager('running', { devices: left, readsIfcfg: true }) },
    ],
    ['pass', 'that does not run, but has been told', { networkManager: networkManager('stopped', { dropIns }) }],
    ['warn', 'that does not run, and has not been told', { networkManager: networkManager('stopped') }],
    ['warn', 'that does not answer', { networkManager: networkManager('silent') }],
    [
      'pass',
      'that is disabled',
      { networkManager: networkManager('stopped'), atBoot: { NetworkManager: 'disabled', network: 'enabled' } },
    ],
  ];
  for (const [status, what, host] of managements) {
    it(`are '${status}' for a NetworkManager ${what}`, () => {
      assert.equal(only('networkmanager', look(host)).status, status);
    });
  }

  it("warn if an unreadable file might make the bridge libvirt's", () => {
    const unread = "libvirt's network file 'x' cannot be read, because it is too large";
    const finding = only('not-nat-bridge', look({ unreadNetworks: [unread] }));
    assert.deepEqual([finding.status, finding.found], ['warn', unread]);
  });

  const off = { NetworkManager: 'enabled', network: 'disabled' } as const;
  const unsaid = { NetworkManager: 'enabled', network: 'unknown' } as const;
  const reads = networkManager('running', { readsIfcfg: true });
  const readers: readonly (readonly [status: string, what: string, host: HostOptions])[] = [
    ['pass', 'that is enabled', {}],
    ['fail', 'that is not enabled', { atBoot: off }],
    ['fail', 'that is not there', { networkService: 'absent' }],
    ['warn', 'of which the host does not say whether it is enabled', { atBoot: unsaid }],
    ['fail', 'that is off where NetworkManager may not have the devices', { atBoot: off, networkManager: reads }],
    [
      'skip',
      'that is off where NetworkManager reads the files',
      { atBoot: off, networkManager: reads, networkFiles: controlled(bridgedHost()) },
    ],
    ['skip', 'of an image', { live: false }],
  ];
  for (const [status, what, host] of readers) {
    it(`are '${status}' for a network service ${what}`, () => {
      assert.equal(only('config-service', look(host)).status, status);
    });
  }

  it('skips, with the reason, what is not installed', () => {
    for (const check of ['networkmanager', 'xen'] as const) {
      const finding = only(check, look());
      assert.equal(finding.status, 'skip');
      assert.match(finding.message, /not installed/);
    }
  });
});
