import assert from 'node:assert/strict';
import { planCreateDependents } from '../../../../src/backends/dependents/create.ts';
import { planDeleteDependents } from '../../../../src/backends/dependents/delete.ts';
import { noDependents, type Dependents, type Mention } from '../../../../src/model/dependents.ts';
import type { HostState, Link } from '../../../../src/model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { throwsCode } from '../../support/throws.ts';
import { address, link, contextOf, defaultRoute, deletion, hostWith, request } from '../../support/host.ts';

interface Case {
  readonly port?: Partial<Link>;
  readonly others?: readonly Partial<Link>[];
  readonly dependents?: Partial<Dependents>;
  readonly host?: Partial<HostState>;
  readonly asked?: Partial<CreateBridgeRequest>;
  readonly ownClient?: boolean;
}

function warningsWith(one: Case): readonly string[] {
  const { port = {}, others = [], dependents = {}, host = {}, asked = {}, ownClient = false } = one;
  const links = [link(port), ...others.map((other) => link({ index: 7, mac: '52:54:00:00:00:07', ...other }))];
  const state = hostWith({}, { links, dependents: { ...noDependents, ...dependents }, ...host });
  return planCreateDependents(request({ activate: 'live', ...asked }), contextOf(state, { ownClient })).warnings ?? [];
}

function mention(more: Partial<Mention> = {}): Mention {
  return { program: 'radvd', path: '/etc/radvd.conf', line: 3, interface: 'eth0', role: 'uses', ...more };
}

const said: readonly (readonly [what: string, when: Case, ...sentences: RegExp[]])[] = [
  ['nothing on a plain host', {}],
  [
    'a program, its file and its line',
    { dependents: { mentions: [mention()] } },
    /^radvd is bound to 'eth0' by line 3 of '\/etc\/radvd\.conf'; change it to 'br0' and restart radvd$/,
  ],
  [
    'a script that is told of interfaces',
    { dependents: { mentions: [mention({ program: 'the dispatcher of NetworkManager', role: 'is-told' })] } },
    /^a script of the dispatcher of NetworkManager names 'eth0' in line 3 .* whether it is to act on 'br0'$/,
  ],
  [
    'temporary addresses, which do not move',
    {
      port: {
        addresses: [
          { ...address('2001:db8:1::7f3c/64'), dynamic: true, temporary: true },
          { ...address('2001:db8:1::10/64'), dynamic: true },
        ],
      },
    },
    /^'eth0' has temporary IPv6 addresses, '2001:db8:1::7f3c', which do not move: 'br0' makes new ones/,
  ],
  ['nothing of another interface', { dependents: { mentions: [mention({ interface: 'eth1' })] } }],
  [
    'an alias and a pattern',
    { dependents: { mentions: [mention({ interface: 'eth0:1' }), mention({ program: 'dnsmasq', interface: 'e*' })] } },
    /^radvd/,
    /^dnsmasq/,
  ],
  ['nothing of a pattern that the bridge matches too', { dependents: { mentions: [mention({ interface: '*' })] } }],
  [
    'the first lines of a program and how many more',
    { dependents: { mentions: [1, 2, 3, 4, 5, 6].map((line) => mention({ line })) } },
    /by lines 1, 2, 3, 4 and 2 more of /,
  ],
  [
    'a program that would serve the bridge because it leaves out the interface',
    { dependents: { mentions: [mention({ program: 'dnsmasq', role: 'leaves-out' })] } },
    /^dnsmasq leaves out 'eth0' .* but not 'br0'; add 'br0' there/,
  ],
  [
    'a supplicant that has a file for the interface',
    { dependents: { mentions: [mention({ program: 'wpa_supplicant', line: undefined, role: 'authenticates' })] } },
    /^wpa_supplicant has a configuration for 'eth0', the file '.*802\.1X/,
  ],
  [
    'a configuration that must not be read',
    { dependents: { unread: [{ program: 'radvd', path: '/etc/radvd.conf', problem: 'it is a symbolic link' }] } },
    /^'\/etc\/radvd\.conf' of radvd was not read, because it is a symbolic link; see whether it names 'eth0'$/,
  ],
  [
    'VLANs, which go on',
    { others: ['eth0.5', 'eth0.6'].map((name) => ({ name, kind: 'vlan', parent: 'eth0' })) },
    /^'eth0\.5' and 'eth0\.6' are VLANs on 'eth0'/,
  ],
  [
    'a tunnel, which does not',
    { others: [{ name: 'vxlan42', kind: 'vxlan', parent: 'eth0' }] },
    /^'vxlan42' is a tunnel bound to 'eth0' and will send nothing/,
  ],
  ['nothing of the other end of a veth', { others: [{ name: 'peer', kind: 'veth', parent: 'eth0' }] }],
  [
    'traffic control and its filters',
    { dependents: { queueing: [{ device: 'eth0', kind: 'htb', filters: 2 }] } },
    /^traffic control \(htb with 2 filters\) stays on 'eth0'/,
  ],
  ['an XDP program', { port: { xdp: true } }, /^an XDP program stays on 'eth0'/],
  ['virtual functions', { port: { virtualFunctions: 4 } }, /^'eth0' has 4 virtual functions/],
  [
    'packet sockets, deaf or not',
    { dependents: { sockets: [3, 0x806, 0x86dd, 0x9999].map((protocol) => ({ index: 2, protocol })) } },
    /^a packet socket on 'eth0' \(ARP, IPv6 and 0x9999\) will receive nothing/,
    /^a packet socket on 'eth0' \(all protocols\) stays there/,
  ],
  ['no packet socket of another interface', { dependents: { sockets: [{ index: 3, protocol: 0x806 }] } }],
  [
    'no packet socket that a DHCP client needs',
    {
      dependents: { sockets: [{ index: 2, protocol: 3 }] },
      host: { dhcp: { ...hostWith({}).dhcp, others: ['NetworkManager'] } },
    },
  ],
  [
    'what is on the card below a VLAN',
    {
      port: { kind: 'vlan', parent: 'eth7' },
      others: [{ name: 'eth7', xdp: true, virtualFunctions: 2 }],
      dependents: { queueing: [{ device: 'eth7', kind: 'htb', filters: 0 }] },
    },
    /^traffic control \(htb\) stays on 'eth7'/,
    /^an XDP program stays on 'eth7'/,
    /^'eth7' has 2 virtual functions/,
  ],
  [
    'what is on the ports of a bond',
    { port: { kind: 'bond' }, others: [{ name: 'eth7', master: 'eth0', xdp: true }] },
    /^an XDP program stays on 'eth7'/,
  ],
  [
    'no packet socket of a network stack that has its own DHCP client',
    { ownClient: true, dependents: { sockets: [0x800, 0x806].map((protocol) => ({ index: 2, protocol })) } },
  ],
  ['wake-on-LAN', { dependents: { waking: ['eth0'] } }, /^'eth0' may wake this host, and goes on/],
  [
    'nothing once more of an interface that is its port already',
    { port: { master: 'br0' }, dependents: { mentions: [mention()] } },
  ],
];

describe('what is bound to an interface', () => {
  for (const [what, when, ...sentences] of said) {
    it(`is said before a bridge takes over: ${what}`, () => {
      const warnings = warningsWith(when);
      assert.equal(warnings.length, sentences.length, warnings.join('\n'));
      for (const [index, sentence] of sentences.entries()) assert.match(warnings[index] ?? '', sentence);
    });
  }

  const dangers: readonly (readonly [what: string, when: Case, sentence: RegExp])[] = [
    ['802.1X', { dependents: { sockets: [{ index: 2, protocol: 0x888e }] } }, /802\.1X on 'eth0'/],
    ['PPPoE', { dependents: { pppoe: ['eth0'] } }, /PPPoE session runs on 'eth0'/],
    [
      'a tunnel that has the default route',
      {
        others: [{ name: 'tun6', kind: 'sit', parent: 'eth0' }],
        host: { routes: [defaultRoute(undefined, { device: 'tun6' })] },
      },
      /default route uses tunnel 'tun6'/,
    ],
  ];
  for (const [what, when, sentence] of dangers) {
    it(`is refused where it would cut the host off, and said where there is a way back: ${what}`, () => {
      assert.match(
        throwsCode('Refused', () => warningsWith(when)),
        sentence,
      );
      assert.match(warningsWith({ ...when, asked: { confirmWithin: 60 } })[0] ?? '', sentence);
    });
  }

  it('is refused in any case where the kernel would: MACsec', () => {
    const when = { others: [{ name: 'macsec0', kind: 'macsec', parent: 'eth0' }], asked: { confirmWithin: 60 } };
    assert.match(
      throwsCode('Refused', () => warningsWith(when)),
      /carries 'macsec0' \(MACsec\)/,
    );
  });

  it('is said of the bridge before it goes away', () => {
    const links = [link({ master: 'br0' }), link({ index: 3, name: 'br0', kind: 'bridge' })];
    const mentions = [mention({ interface: 'br0' }), mention({ interface: 'eth0' })];
    const state = hostWith({}, { links, dependents: { ...noDependents, mentions } });
    const { warnings } = planDeleteDependents(deletion(), {
      ...contextOf(state),
      uplinkName: 'eth0',
      returned: 'bridge',
    });
    assert.deepEqual(warnings, [
      "radvd is bound to 'br0' by line 3 of '/etc/radvd.conf'; change it to 'eth0' and restart radvd",
    ]);
  });

  it('names the temporary addresses that the bridge loses', () => {
    const addresses = [{ ...address('2001:db8:1::7f3c/64'), dynamic: true, temporary: true }];
    const links = [link({ master: 'br0' }), link({ index: 3, name: 'br0', kind: 'bridge', addresses })];
    const context = { ...contextOf(hostWith({}, { links })), uplinkName: 'eth0', returned: 'bridge' } as const;
    assert.match(
      planDeleteDependents(deletion(), context).warnings?.[0] ?? '',
      /^'br0' has temporary IPv6 addresses, '2001:db8:1::7f3c', which do not move: 'eth0' makes/,
    );
  });
});
