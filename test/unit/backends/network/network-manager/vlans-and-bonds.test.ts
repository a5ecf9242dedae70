import assert from 'node:assert/strict';
import { networkManager as backend } from '../../../../../src/backends/network/network-manager/backend.ts';
import type { ErrorCode } from '../../../../../src/contract/errors.ts';
import type { HostState, Link } from '../../../../../src/model/host-state.ts';
import type { InterfaceName } from '../../../../../src/model/names.ts';
import type { Step } from '../../../../../src/model/plan.ts';
import type { CreateBridgeRequest } from '../../../../../src/model/requests.ts';
import { address, contextOf, deletion, link, request } from '../../../support/host.ts';
import { config, device, etc, managedHost, profile, textsIn } from '../../../support/network-manager.ts';
import { throwsCode } from '../../../support/throws.ts';
import { live } from './planning.ts';

const uuidOf = (name: string): string =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padStart(12, '0').slice(-12)}`;

const addressing = '\n[ipv4]\naddress1=198.51.100.10/24\nmethod=manual\n\n[ipv6]\nmethod=disabled\n';

/** As `nmcli connection add` writes it (1.42). */
function text(name: string, type: string, sections: string): string {
  return `[connection]\nid=${name}\nuuid=${uuidOf(name)}\ntype=${type}\ninterface-name=${name}\n\n${sections}${addressing}`;
}

const card = text('eth0', 'ethernet', '[ethernet]\n');
const vlan = text('eth0.100', 'vlan', '[vlan]\nflags=1\nid=100\nparent=eth0\n');
const bond = text('bond0', 'bond', '[bond]\nlacp_rate=fast\nmiimon=100\nmode=802.3ad\n');
const onBond = text('bond0.300', 'vlan', `[vlan]\nflags=1\nid=300\nparent=${uuidOf('bond0')}\n`);

const addresses = [address('198.51.100.10/24')];
const links: readonly Link[] = [
  link({ addresses }),
  link({ index: 3, name: 'eth0.100', kind: 'vlan', parent: 'eth0', vlan: { id: 100, protocol: '802.1Q' }, addresses }),
  link({
    index: 4,
    name: 'bond0',
    kind: 'bond',
    bond: { mode: '802.3ad', failOverMac: 'none', arpInterval: 0 },
    addresses,
  }),
  link({
    index: 5,
    name: 'bond0.300',
    kind: 'vlan',
    parent: 'bond0',
    vlan: { id: 300, protocol: '802.1Q' },
    addresses,
  }),
];

function host(profiles: readonly string[] = [card, vlan, bond, onBond]): HostState {
  const read = profiles.map((one) => profile(one, `${etc}/${/^id=(.*)$/m.exec(one)?.[1] ?? ''}.nmconnection`));
  const devices = Object.fromEntries(links.map(({ name }) => [name, device({ active: uuidOf(name) })]));
  return managedHost({ profiles: read, devices }, { links, routes: [] });
}

function planFor(name: string, state = host(), asked: Partial<CreateBridgeRequest> = {}) {
  const uplink = state.links.find((one) => one.name === name);
  return backend.planCreate(
    request({ ...live, interface: name as InterfaceName, ...asked }),
    contextOf(state, { uplink }),
  );
}

/** The host once the bridge is there, whose devices NetworkManager does not know yet. */
function behindBridge(name: string): HostState {
  const written = Object.entries(textsIn(planFor(name).before)).map(([file, after]) =>
    profile(after ?? '', `${etc}/${file}`),
  );
  const paths = written.map(({ file }) => file.path);
  const state = host();
  const before = state.network['network-manager'] ?? config();
  const bridge = { id: '8000.525400123456', stp: false, forwardDelay: 0 };
  const others = before.profiles.filter(({ file }) => !paths.includes(file.path));
  return {
    ...state,
    network: { 'network-manager': { ...before, profiles: [...others, ...written] } },
    links: [
      ...links.map((one) => (one.name === name ? { ...one, master: 'br0', addresses: [] } : one)),
      link({ index: 9, name: 'br0', kind: 'bridge', addresses, bridge }),
    ],
  };
}

const owned = (steps: readonly Step[]) =>
  steps.flatMap((step) => (step.kind === 'network-manager-state' ? [[step.device, step.uuid, step.owned]] : []));

describe('a VLAN or a bond of NetworkManager’s', () => {
  for (const [name, section] of [
    ['eth0.100', 'flags=1\nid=100\nparent=eth0'],
    ['bond0', 'lacp_rate=fast\nmiimon=100\nmode=802.3ad'],
    ['bond0.300', `flags=1\nid=300\nparent=${uuidOf('bond0')}`],
  ] as const) {
    it(`becomes a port with what makes it, and NetworkManager still owns it: ${name}`, () => {
      const { before, after } = planFor(name);
      const port = textsIn(before)[`${name}.nmconnection`] ?? '';
      assert.match(port, new RegExp(`uuid=${uuidOf(name)}`));
      assert.match(port, /\nmaster=br0\nslave-type=bridge\n/);
      assert.ok(port.includes(section));
      assert.doesNotMatch(port, /ipv4|ipv6|address1/);
      assert.match(textsIn(before)['br0.nmconnection'] ?? '', /address1=198\.51\.100\.10\/24/);
      assert.deepEqual(owned(after).slice(1), [[name, uuidOf(name), true]]);
    });
  }

  it('is found where its profile does not name it, which then does', () => {
    const unnamed = vlan.replace('interface-name=eth0.100\n', '');
    const { before, warnings = [] } = planFor('eth0.100', host([card, unnamed]));
    assert.match(textsIn(before)['eth0.100.nmconnection'] ?? '', /interface-name=eth0\.100/);
    assert.deepEqual(warnings, []);
  });

  it('is no rival of the card below, nor that of it', () => {
    const byAddress = vlan.replace('interface-name=eth0.100\n', '').replace('parent=eth0\n', '');
    const low = `${byAddress}\n[ethernet]\nmac-address=52:54:00:12:34:56\n`;
    const { before, warnings = [] } = planFor('eth0', host([card, low]));
    assert.doesNotMatch(textsIn(before)['eth0.nmconnection'] ?? '', /autoconnect-priority/);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? '',
      /'eth0\.100' names 'eth0' by its hardware address, which 'br0' has too.*vlan\.parent eth0/,
    );
  });

  it('has its addresses back in its profile, and NetworkManager owns it still', () => {
    const deleted = backend.planDelete(deletion({ activate: 'live' }), contextOf(behindBridge('bond0.300')));
    const back = textsIn(deleted.before);
    assert.equal(back['br0.nmconnection'], null);
    assert.match(back['bond0.300.nmconnection'] ?? '', /\[vlan\]\nflags=1\nid=300/);
    assert.match(back['bond0.300.nmconnection'] ?? '', /address1=198\.51\.100\.10\/24/);
    assert.deepEqual(owned(deleted.after), [['bond0.300', uuidOf('bond0.300'), true]]);
    assert.deepEqual(deleted.interfaces, ['bond0.300']);
  });

  it('is still owned by NetworkManager once a repair has it take the bridge over', () => {
    const { around } = backend.planRepair?.('br0', { state: behindBridge('bond0'), history: [] }) ?? {};
    const { after = [] } = around?.([]) ?? {};
    assert.deepEqual(owned(after).at(-1), ['bond0', uuidOf('bond0'), true]);
  });
});

describe('a VLAN or a bond of NetworkManager’s that cannot be bridged', () => {
  const refused: readonly (readonly [
    string,
    ErrorCode,
    string,
    readonly string[],
    RegExp,
    Partial<CreateBridgeRequest>?,
  ])[] = [
    [
      'another VLAN than its profile makes',
      'Conflict',
      'eth0.100',
      [vlan.replace('id=100', 'id=101')],
      /makes VLAN 101 on 'eth0', but 'eth0\.100' is VLAN 100 on 'eth0'/,
    ],
    ['one on another card', 'Conflict', 'eth0.100', [vlan.replace('parent=eth0', 'parent=eth1')], /on 'eth1'/],
    [
      'one on a profile that is not active there',
      'Conflict',
      'bond0.300',
      [onBond.replace(uuidOf('bond0'), uuidOf('x'))],
      /agree first/,
    ],
    [
      'one of another protocol',
      'Conflict',
      'eth0.100',
      [vlan.replace('id=100', 'id=100\nprotocol=802.1ad')],
      /agree first/,
    ],
    [
      'one whose profile names the card by its address',
      'Refused',
      'eth0.100',
      [vlan.replace('parent=eth0\n', '')],
      /vlan\.parent eth0/,
    ],
    [
      'a profile for a card',
      'Unsupported',
      'eth0.100',
      [vlan.replace('type=vlan', 'type=ethernet')],
      /the type '802-3-ethernet', not for a VLAN/,
    ],
    [
      'a mode in which the LAN loses guests, from the next boot on',
      'Refused',
      'bond0',
      [bond.replace('802.3ad', '6')],
      /balance-alb/,
    ],
    [
      'a bond that NetworkManager balances itself',
      'Unsupported',
      'bond0',
      [bond.replace('mode=802.3ad', 'balance-slb=1\nmode=balance-xor')],
      /balance-slb/,
    ],
    [
      'an MTU that the card below does not get',
      'OutOfRange',
      'eth0.100',
      [card, vlan],
      /mtu 9000 is more than the next boot gives.*profile 'eth0'/,
      { mtu: 9000 },
    ],
  ];
  for (const [what, code, name, profiles, why, asked] of refused) {
    it(`is named with its reason: ${what}`, () => {
      const others = [card, vlan, bond, onBond].filter(
        (one) => !profiles.some((own) => own.slice(0, 30) === one.slice(0, 30)),
      );
      assert.match(
        throwsCode(code, () => planFor(name, host([...others, ...profiles]), asked)),
        why,
      );
    });
  }

  it('is on a card whose profile is in memory alone, which the VLAN’s names by its UUID', () => {
    const madeUp = profile(card, '/run/NetworkManager/system-connections/eth0.nmconnection', 'memory');
    const byUuid = profile(vlan.replace('parent=eth0', `parent=${uuidOf('eth0')}`), `${etc}/eth0.100.nmconnection`);
    const state = managedHost(
      { profiles: [madeUp, byUuid], devices: { eth0: device({ active: uuidOf('eth0') }) } },
      { links, routes: [] },
    );
    assert.match(
      throwsCode('Conflict', () => planFor('eth0', state)),
      /names 'eth0' by the UUID of a profile that is in memory alone/,
    );
  });
});
