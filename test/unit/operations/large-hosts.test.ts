import assert from 'node:assert/strict';
import type { SharedHostState } from '../../../src/backends/host-state/read-shared.ts';
import type { BusValue } from '../../../src/model/bus-value.ts';
import type { HostState, Link, Route } from '../../../src/model/host-state.ts';
import type { BridgeName } from '../../../src/model/names.ts';
import { planCreateBridge } from '../../../src/operations/bridges/plan-create.ts';
import { planDeleteBridge } from '../../../src/operations/bridges/plan-delete.ts';
import { listBridges } from '../../../src/operations/list-bridges.ts';
import { listInterfaces } from '../../../src/operations/list-interfaces.ts';
import type { CallContext, Operation } from '../../../src/operations/shared/operation.ts';
import { findingsOf } from '../../../src/operations/bridges/findings.ts';
import { request, defaultRoute, deletion, libvirt, link, networkFile } from '../support/host.ts';
import { throwsCode } from '../support/throws.ts';
import { bridgedHost, bridgeLink, file, plainHost } from './bridges/bridges.ts';

/** How often links and routes were looked at. */
let looks = 0;

/** The same, counting each look at its name or device. */
function counted<Thing extends Link | Route>(thing: Thing): Thing {
  return new Proxy(thing, {
    get: (target, key) => {
      if (key === 'name' || key === 'device') looks += 1;
      return target[key as keyof Thing];
    },
  });
}

function many<Thing>(count: number, make: (index: number) => Thing): Thing[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Taps, veths that could be bridged, macvlans on veths, bridges and their ports. */
function linksOf(count: number): Link[] {
  return many(count / 4, (index) => [
    link({ index: 100 + 4 * index, name: `t${index}`, kind: 'tun', mac: '', master: `b${index % 50}` }),
    link({ index: 101 + 4 * index, name: `v${index}`, kind: 'veth', mac: '' }),
    link({ index: 102 + 4 * index, name: `m${index}`, kind: 'macvlan', mac: '', parent: `v${(7 * index) % 100}` }),
    bridgeLink({ index: 103 + 4 * index, name: `b${index}`, mac: '', addresses: [] }),
  ]).flat();
}

function routesOf(count: number): Route[] {
  return many(count, (index) => ({
    ...defaultRoute('192.0.2.1'),
    destination: `10.${index >> 8}.${index & 255}.0/24`,
  }));
}

function grown(state: HostState, count: number): HostState {
  return {
    ...state,
    links: [...state.links, ...linksOf(count)].map(counted),
    routes: [...state.routes, ...routesOf(count)].map(counted),
  };
}

async function listed(list: (host: SharedHostState) => Operation<undefined>, state: HostState): Promise<BusValue> {
  const read = (): Promise<HostState> => Promise.resolve(state);
  const [entries] = await list({ whole: read, parts: read }).run(undefined, {} as CallContext);
  return entries ?? [];
}

describe('a host with thousands of links and routes', () => {
  const files = { networkFiles: [networkFile('ifcfg-eth0', file)] };
  const works: readonly (readonly [string, (count: number) => unknown])[] = [
    ['a bridge is planned', (count) => planCreateBridge(request({ activate: 'live' }), grown(plainHost(), count), [])],
    [
      'a deletion is planned',
      (count) => planDeleteBridge(deletion({ activate: 'live' }), grown(bridgedHost(), count), []),
    ],
    ['a bridge is verified', (count) => findingsOf('br0', grown(bridgedHost(), count), new Map())],
    ['the interfaces are listed', (count) => listed(listInterfaces, grown(plainHost(files), count))],
    ['the bridges are listed', (count) => listed(listBridges, grown(plainHost(), count))],
  ];
  for (const [what, work] of works) {
    it(`is looked at four times as often where it is four times as large: ${what}`, async () => {
      const [small, large] = [await looksOf(() => work(1000)), await looksOf(() => work(4000))];
      assert.ok(small > 0);
      assert.ok(large < 5 * small, `${small} looks, then ${large}`);
    });
  }

  async function looksOf(work: () => unknown): Promise<number> {
    looks = 0;
    await work();
    return looks;
  }

  it('moves each route once', () => {
    const { steps } = planCreateBridge(request({ activate: 'live' }), grown(plainHost(), 20_000), []);
    const batch = steps.flatMap((step) => (step.kind === 'links' ? step.batch : []));
    assert.equal(batch.filter((line) => line.startsWith('route replace 10.')).length, 20_000);
  });

  it('is in use by the first guests, and how many more', () => {
    const taps = many(1022, (index) => link({ index: 50 + index, name: `vnet${index}`, kind: 'tun', master: 'br0' }));
    const guest = { uuid: '', state: 'running', job: undefined, configured: undefined };
    const card = { mac: '', type: 'bridge', source: 'br0', target: 'vnet0', model: undefined, xml: '' };
    const state = bridgedHost({
      links: [...bridgedHost().links, ...taps],
      libvirt: libvirt({ guests: [{ ...guest, name: 'web', live: [card] }] }),
    });
    const sentence = throwsCode('Busy', () => planDeleteBridge(deletion({ activate: 'live' }), state, []));
    assert.match(sentence, /in use by 'vnet0' of 'web', 'vnet1', 'vnet2', 'vnet3' and 1018 more; stop/);
    const longest = findingsOf('br0', state, new Map()).map(({ found }) => found.length);
    assert.ok(Math.max(...longest) < 1000, `${Math.max(...longest)} characters`);
  });

  it('has no address twice', () => {
    const elsewhere = link({ name: 'eth1', addresses: plainHost().links[0]?.addresses ?? [] });
    const addresses = [{ family: 4, address: '192.0.2.10', prefix: 25 }] as const;
    const again = request({ addressing: 'static', addresses, gateways: ['192.0.2.1'] });
    assert.ok(planCreateBridge(again, plainHost(), []).steps.length > 0, 'its own may be given again');
    const state = plainHost({ links: [...plainHost().links, elsewhere] });
    assert.match(
      throwsCode('Conflict', () => planCreateBridge(again, state, [])),
      /'192\.0\.2\.10' is already on 'eth1'/,
    );
    const other = request({ ...again, bridge: 'br1' as BridgeName });
    throwsCode('Conflict', () => planCreateBridge(other, state, []));
  });
});
