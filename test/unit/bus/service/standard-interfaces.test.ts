import assert from 'node:assert/strict';
import { XMLParser } from 'fast-xml-parser';
import { properties as contracted } from '../../../../src/contract/methods.ts';
import { agentInterface, objectPath } from '../../../../src/contract/names.ts';
import { variant, variantMap, type BusValue } from '../../../../src/model/bus-value.ts';
import type { Operations } from '../../../../src/operations/shared/operation.ts';
import { interfaces } from '../../../../src/bus/service/interfaces.ts';
import { RecordingBus } from './recording-bus.ts';
import { interfaceXml, serveOn } from './serve-on.ts';

const standard = 'org.freedesktop.DBus';

interface Signatures {
  readonly in: string;
  readonly out: string;
}

function errorName(code: string): string {
  return `${standard}.Error.${code}`;
}

describe('the agent serves', () => {
  let bus: RecordingBus;

  beforeEach(() => {
    bus = new RecordingBus();
    // None of these needs an operation or an authorisation.
    serveOn(bus, {} as Operations, { authorize: () => Promise.reject(new Error('asked')) });
  });

  function properties(member: string, signature: string, ...body: BusValue[]): ReturnType<RecordingBus['receive']> {
    return bus.receive({ interface: `${standard}.Properties`, member }, signature, body);
  }

  it('Properties, which every user may read', async () => {
    assert.deepEqual(await properties('Get', 'ss', agentInterface, 'Version'), [variant('s', '1.2.3')]);
    assert.deepEqual(await properties('Get', 'ss', '', 'NetworkBackend'), [variant('s', 'none')]);
    const all = variantMap({ Version: variant('s', '1.2.3'), NetworkBackend: variant('s', 'none') });
    assert.deepEqual(await properties('GetAll', 's', agentInterface), [all]);
  });

  it('Properties, which no user may write', async () => {
    const set = (name: string, interfaceName = agentInterface): ReturnType<RecordingBus['receive']> =>
      properties('Set', 'ssv', interfaceName, name, variant('s', 'hacked'));
    assert.equal((await set('Version'))?.[0], errorName('PropertyReadOnly'));
    assert.equal((await set('Other'))?.[0], errorName('UnknownProperty'));
    assert.equal((await set('Version', 'a.b'))?.[0], errorName('UnknownInterface'));
    assert.deepEqual(await properties('Get', 'ss', agentInterface, 'Version'), [variant('s', '1.2.3')]);
  });

  it('Properties, and names the interface or property that is missing', async () => {
    assert.equal((await properties('Get', 'ss', agentInterface, 'toString'))?.[0], errorName('UnknownProperty'));
    assert.equal((await properties('Get', 'ss', 'a.b', 'Version'))?.[0], errorName('UnknownInterface'));
    assert.equal((await properties('GetAll', 's', 'a.b'))?.[0], errorName('UnknownInterface'));
  });

  it("Introspectable, with the contract's own words", async () => {
    const [xml] = (await introspect(objectPath)) as [string];
    const element = /<interface name="io\.bridgehead\.Agent1">[^]*<\/interface>/.exec(interfaceXml)?.[0] ?? '';
    assert.ok(element.length > 1000 && xml.includes(element));
    const served = parse(xml)
      .node.interface.map((entry) => entry.name)
      .sort();
    const others = ['Introspectable', 'Peer', 'Properties'].map((name) => `${standard}.${name}`);
    assert.deepEqual(served, [agentInterface, ...others]);
  });

  it('the properties of the XML with the types of the contract, as constants', () => {
    const spelled = [
      ...interfaceXml.matchAll(/<property name="(\w+)" type="(\w+)" access="read">([^]*?)<\/property>/g),
    ];
    assert.deepEqual(Object.fromEntries(spelled.map(([, name = '', type = '']) => [name, type] as const)), contracted);
    for (const [, name, , body] of spelled) assert.match(body ?? '', /EmitsChangedSignal" value="const"/, name);
  });

  it('the methods of each interface with the signatures that its XML has', async () => {
    const [xml] = (await introspect(objectPath)) as [string];
    for (const [name, table] of Object.entries<Readonly<Record<string, Signatures>>>(interfaces)) {
      const element = new RegExp(`<interface name="${name}">[^]*?</interface>`).exec(xml)?.[0] ?? '';
      const served = Object.entries(table).map(([member, signatures]) => [member, only(signatures)] as const);
      assert.deepEqual(signaturesIn(element), Object.fromEntries(served));
    }
  });

  it('Introspectable, which leads from the root to the object', async () => {
    let path = '';
    for (const child of objectPath.slice(1).split('/')) {
      const [xml] = (await introspect(path === '' ? '/' : path)) as [string];
      assert.equal(parse(xml).node.node?.name, child);
      path += `/${child}`;
    }
  });

  it('Peer, at any path', async () => {
    assert.deepEqual(await bus.receive({ path: '/a', interface: `${standard}.Peer`, member: 'Ping' }), []);
    const id = await bus.receive({ interface: `${standard}.Peer`, member: 'GetMachineId' });
    assert.equal(id?.[0], errorName('Failed'));
  });

  function introspect(path: string): ReturnType<RecordingBus['receive']> {
    return bus.receive({ path, interface: `${standard}.Introspectable`, member: 'Introspect' });
  }

  function only({ in: taken, out }: Signatures): Signatures {
    return { in: taken, out };
  }

  function signaturesIn(xml: string): Readonly<Record<string, Signatures>> {
    const found = [...xml.matchAll(/<method name="(\w+)"(?:\/>|>([^]*?)<\/method>)/g)];
    return Object.fromEntries(
      found.map(([, name = '', body = '']) => {
        const types = (direction: string): string =>
          [...body.matchAll(new RegExp(`type="([^"]+)" direction="${direction}"`, 'g'))]
            .map(([, type]) => type)
            .join('');
        return [name, { in: types('in'), out: types('out') }];
      }),
    );
  }

  function parse(xml: string): { node: { interface: { name: string }[]; node?: { name: string } } } {
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', stopNodes: ['*.method'] });
    return parser.parse(xml) as ReturnType<typeof parse>;
  }
});
