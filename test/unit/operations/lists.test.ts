import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import type { SharedHostState } from '../../../src/backends/host-state/read-shared.ts';
import { noFile } from '../../../src/model/host-file.ts';
import type { Variant } from '../../../src/model/bus-value.ts';
import type { HostState } from '../../../src/model/host-state.ts';
import type { InterfaceName } from '../../../src/model/names.ts';
import { planCreateBridge } from '../../../src/operations/bridges/plan-create.ts';
import { listBridges } from '../../../src/operations/list-bridges.ts';
import { listInterfaces } from '../../../src/operations/list-interfaces.ts';
import type { CallContext, Operation } from '../../../src/operations/shared/operation.ts';
import { linksOfTree } from '../../lab/host-trees/links.ts';
import { hostTrees, type HostTree } from '../../lab/host-trees/trees.ts';
import { folder, hostWith, link, request } from '../support/host.ts';
import { device, etc, managedHost, profile } from '../support/network-manager.ts';
import { bondHost, vlanHost } from './bridges/uplinks.ts';

type Entry = Readonly<Record<string, unknown>>;

/** What a caller gets, by names. */
async function listed(
  list: (host: SharedHostState) => Operation<undefined>,
  state: HostState,
): Promise<Readonly<Record<string, Entry>>> {
  const read = (): Promise<HostState> => Promise.resolve(state);
  const [entries] = await list({ whole: read, parts: read }).run(undefined, {} as CallContext);
  const all = (entries as readonly ReadonlyMap<string, Variant>[]).map((entry) =>
    Object.fromEntries([...entry].map(([key, { value }]) => [key, value] as const)),
  );
  return Object.fromEntries(all.map((entry) => [entry.name, entry] as const)) as Readonly<Record<string, Entry>>;
}

function stateOf({ folder: path, before }: HostTree): HostState {
  const files = [...before].map(([name, text]) => ({ ...noFile(name), text }));
  return hostWith(
    {},
    { networkFiles: files.filter((file) => dirname(file.path) === folder), links: linksOfTree(path) ?? [] },
  );
}

describe('the lists of interfaces and bridges', () => {
  for (const tree of hostTrees().filter((one) => linksOfTree(one.folder) !== undefined)) {
    const state = stateOf(tree);
    const { interface: uplink = 'eth0', ports = [] } = tree.asked;

    it(`tell of all links of ${tree.name}, each once`, async () => {
      const [interfaces, bridges] = [await listed(listInterfaces, state), await listed(listBridges, state)];
      const names = [...Object.keys(interfaces), ...Object.keys(bridges)].toSorted();
      assert.deepEqual(names, state.links.map(({ name }) => name).toSorted());
      for (const { name, bridge } of state.links.filter((link) => link.bridge !== undefined)) {
        const own = state.links.filter(({ master }) => master === name).map((link) => link.name);
        assert.deepEqual([bridges[name]?.ports, bridges[name]?.stp], [own, bridge?.stp]);
      }
      if (tree.after === undefined) return;
      for (const name of [uplink, ...ports]) {
        const link = state.links.find((one) => one.name === name);
        const isThere = link !== undefined && link.master === undefined;
        if (isThere) assert.deepEqual([interfaces[name]?.bridgeable, interfaces[name]?.reason], [true, ''], name);
        else if (link !== undefined) assert.match(String(interfaces[name]?.reason), /is already a port of 'br0'/);
      }
    });
  }

  it('say of a card that nothing configures what CreateBridge would say of it', async () => {
    const [eth0, eth1] = [link({}), link({ name: 'eth1', mac: '52:54:00:12:34:57' })];
    const state = hostWith({ 'ifcfg-eth0': 'DEVICE=eth0\nONBOOT=yes\n' }, { links: [eth0, eth1] });
    const list = await listed(listInterfaces, state);
    assert.deepEqual([list.eth0?.bridgeable, list.eth1?.bridgeable], [true, false]);
    const wish = request({ activate: 'live', interface: 'eth1' as InterfaceName });
    assert.throws(() => planCreateBridge(wish, state, []), { message: String(list.eth1?.reason) });
  });

  it('say of the ports of a bond that the bond is to be bridged', async () => {
    const { eth1 } = await listed(listInterfaces, bondHost());
    assert.equal(eth1?.reason, "interface 'eth1' is a port of bond 'bond0'; bridge the bond instead");
  });

  it("say of a VLAN and of a bond of NetworkManager's that they can be bridged, or why not", async () => {
    for (const [name, { links }] of [['eth0.100', vlanHost()] as const, ['bond0', bondHost()] as const]) {
      const [uuid, type] = ['11111111-2222-4333-8444-555555555555', name === 'bond0' ? 'bond' : 'vlan'];
      const making = name === 'bond0' ? '[bond]\nmode=active-backup\n' : '[vlan]\nid=100\nparent=eth0\n';
      const text = `[connection]\nid=${name}\nuuid=${uuid}\ntype=${type}\ninterface-name=${name}\n${making}`;
      const entryOf = async (profileText: string) => {
        const own = profile(profileText, `${etc}/${name}`);
        const state = managedHost({ devices: { [name]: device({ active: uuid }) }, profiles: [own] }, { links });
        return (await listed(listInterfaces, state))[name] ?? {};
      };
      const { bridgeable, stack } = await entryOf(text);
      assert.deepEqual([bridgeable, stack], [true, 'network-manager']);
      const { reason } = await entryOf(text.replace('id=100', 'id=101').replace('active-backup', 'balance-alb'));
      assert.match(String(reason), /makes VLAN 101 on 'eth0'|'bond0' has the mode 'balance-alb'/);
    }
  });

  it("say of a port of a bond of NetworkManager's that the bond is its place", async () => {
    const { eth0 } = await listed(listInterfaces, managedHost({}, { links: bondHost().links }));
    assert.equal(eth0?.bridgeable, false);
    assert.match(String(eth0.reason), /is a port of bond 'bond0'/);
  });
});
