import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import type { HostState, Link } from '../../../../src/model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { planCreateBridge } from '../../../../src/operations/bridges/plan-create.ts';
import {
  address,
  afterSteps,
  defaultRoute,
  link,
  networkFile,
  networkManager,
  request,
  textsOf,
} from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { bridgeLink, file, plainHost } from './bridges.ts';

const home = address('192.0.2.10/24');
const own = address('fe80::5054:ff:fe12:3456/64', { scope: 'link' });
const details = { id: '8000.525400123456', stp: false, forwardDelay: 1500 };
const tap = link({ index: 20, name: 'vnet0', kind: 'tun', master: 'br0', mac: 'fe:54:00:00:00:01' });

/** A bridge that somebody made by hand, with what the card and the bridge have. */
function handMade(card: Partial<Link>, bridge: Partial<Link>, more: Partial<HostState> = {}): HostState {
  const links = [link({ master: 'br0', ...card }), bridgeLink({ addresses: [], bridge: details, ...bridge }), tap];
  return plainHost({ links, ...more });
}
const onBridge = (more: Partial<Link> = {}): HostState =>
  handMade({}, { addresses: [home, own], ...more }, { routes: [defaultRoute('192.0.2.1', { device: 'br0' })] });
const onCard = (): HostState => handMade({ addresses: [home] }, { addresses: [own] });

const adopt = (state: HostState, more: Partial<CreateBridgeRequest> = {}) =>
  planCreateBridge(request({ activate: 'live', adopt: true, ...more }), state, []).steps;
const written = (state: HostState, more: Partial<CreateBridgeRequest> = {}) =>
  textsOf(
    afterSteps(
      state,
      adopt(state, more).filter((step) => step.kind === 'file'),
    ),
  );
const titles = (state: HostState, more: Partial<CreateBridgeRequest> = {}) =>
  adopt(state, more).map((step) => (step.kind === 'file' ? step.path.replace(/.*\//, '') : step.title));

describe('a bridge that somebody made by hand', () => {
  it('is left alone unless it is to be taken over, and the sentence says how', () => {
    for (const state of [onBridge(), onCard(), handMade({ master: undefined }, {})]) {
      assert.match(
        throwsCode('Exists', () => adopt(state, { adopt: false })),
        /use 'adopt' to take it over/,
      );
    }
  });

  it('gets files where the host is on it, and its ports stay', () => {
    assert.deepEqual(titles(onBridge()), ['ifcfg-br0', 'ifcfg-eth0', "set the forward delay of 'br0' to 0 seconds"]);
    assert.match(written(onBridge())['ifcfg-br0'] ?? '', /^MACADDR=52:54:00:12:34:56\nIPADDR=192\.0\.2\.10$/m);
  });

  it('gets the host where that is on the card, and an undo gives it back without taking the card out', () => {
    const step = adopt(onCard()).find(({ kind }) => kind === 'links');
    assert.ok(step?.kind === 'links');
    assert.equal(step.title, "move the host from 'eth0' onto the bridge 'br0'");
    assert.deepEqual([step.createsBridge, step.keepsBridge, step.masterBefore], [false, true, 'br0']);
    assert.deepEqual(step.batch, [
      'addr replace 192.0.2.10/24 dev br0 scope global',
      '# settle br0',
      '# neighbours eth0 br0',
      'route replace 0.0.0.0/0 via 192.0.2.1 dev br0 proto boot',
      '# advertised eth0',
      'addr del 192.0.2.10/24 dev eth0',
    ]);
    assert.deepEqual(step.reverse, [
      'addr replace 192.0.2.10/24 dev eth0 scope global',
      '# settle eth0',
      'route replace 0.0.0.0/0 via 192.0.2.1 dev eth0 proto boot',
      '# neighbours br0 eth0',
      'addr del 192.0.2.10/24 dev br0',
    ]);
  });

  it('gets the card too where it has none, with the address by which the LAN knows the host', () => {
    const state = handMade({ master: undefined, addresses: [home, own] }, { mac: '02:00:00:00:00:09' });
    const step = adopt(state).find(({ kind }) => kind === 'links');
    assert.ok(step?.kind === 'links');
    assert.equal(step.batch[0], 'link set dev br0 address 52:54:00:12:34:56');
    assert.ok(step.batch.includes('link set dev eth0 master br0'));
    assert.ok(step.reverse.includes('link set dev eth0 nomaster'));
    assert.equal(step.reverse.at(-1), 'link set dev br0 address 02:00:00:00:00:09');
    assert.match(written(state)['ifcfg-br0'] ?? '', /^MACADDR=52:54:00:12:34:56$/m);
  });

  it('keeps the address that it has, where that is not the one of its card', () => {
    assert.match(written(onBridge({ mac: '02:00:00:00:00:09' }))['ifcfg-br0'] ?? '', /^MACADDR=02:00:00:00:00:09$/m);
  });

  it("has its addresses written where the card's file has none, also for the next boot alone", () => {
    const bare = file.replaceAll(/^(IPADDR|PREFIX|GATEWAY)=.*\n/gm, '');
    for (const activate of ['live', 'boot'] as const) {
      const state = { ...onBridge(), network: plainHost({ networkFiles: [networkFile('ifcfg-eth0', bare)] }).network };
      assert.match(
        written(state, { activate })['ifcfg-br0'] ?? '',
        /IPADDR=192\.0\.2\.10\nPREFIX=24\nNETMASK=255\.255\.255\.0\nGATEWAY=192\.0\.2\.1/,
      );
    }
  });

  it('keeps multicast snooping off at the next boot too', () => {
    const quiet = onBridge({ bridge: { ...details, multicastSnooping: false } });
    assert.match(written(quiet)['ifcfg-br0'] ?? '', /multicast_snooping=0/);
  });

  const refused: readonly (readonly [string, ErrorCode, HostState, Partial<CreateBridgeRequest>?])[] = [
    ['has STP on', 'Conflict', onBridge({ bridge: { ...details, stp: true } })],
    ['has STP off, which is asked for', 'Conflict', onBridge(), { stp: true, forwardDelay: 15 }],
    ['has another MTU than was asked for', 'Conflict', onBridge(), { mtu: 9000 }],
    ['has addresses and not the card', 'Conflict', handMade({ master: undefined }, { addresses: [home] })],
    [
      'has another card',
      'Conflict',
      plainHost({ links: [...onBridge().links, link({ name: 'eth1', master: 'br0' })], routes: onBridge().routes }),
    ],
    [
      'belongs to NetworkManager',
      'Refused',
      { ...onBridge(), networkManager: networkManager('running', { devices: { eth0: 'managed', br0: 'managed' } }) },
    ],
    [
      'belongs to libvirt',
      'Refused',
      { ...onBridge(), libvirtNetworks: [{ name: 'lab', bridge: 'br0', forward: 'nat', addresses: [] }] },
    ],
  ];
  for (const [what, code, state, more] of refused) {
    it(`is refused if it ${what}`, () => {
      throwsCode(code, () => adopt(state, more));
    });
  }
});
