import assert from 'node:assert/strict';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { domainXml } from '../../lab/guests/domain-xml.ts';
import { useGuests } from '../guests/guest-host.ts';
import { installed, mostMemory } from './installed.ts';

const many = Array.from({ length: 300 }, (_, index) => `web${index}`);
const running = many.slice(0, 6);

describe('a host with three hundred guests', () => {
  const host = useGuests({ agent: installed });

  before('the guests are defined, all but the last on the bridge, and some run', async () => {
    for (const name of many) {
      const interfaces = name === many.at(-1) ? [] : [{ bridge: 'br0' }];
      await host.lab.writeFile(fileOf(name), domainXml(name, interfaces, undefined));
    }
    const commands = [
      ...many.map((name) => `define ${fileOf(name)}`),
      ...running.map((name) => `start ${name} --paused`),
    ];
    for (let first = 0; first < commands.length; first += 50) {
      await host.libvirt.virsh(commands.slice(first, first + 50).join('; '));
    }
  }).timeout(300_000);

  const fileOf = (name: string): string => `/var/lib/libvirt/guests/${name}.xml`;
  const last = many.at(-1) ?? '';

  it('lists and verifies those of a bridge, the first by name', async () => {
    const [bridges] = (await host.reply('ListBridges')) as [readonly { name: string; guests: string[] }[]];
    const guests = bridges.find(({ name }) => name === 'br0')?.guests;
    assert.deepEqual(guests?.toSorted(), many.slice(0, -1).toSorted());
    const { findings, healthy } = await verify(host);
    assert.equal(healthy, true, JSON.stringify(findings));
    assert.match(findings.find(({ check }) => check === 'guests')?.found ?? '', / and 283 more$/);
  }).timeout(300_000);

  it('has one of them attached and detached, running or not', async () => {
    assert.equal((await host.attach(last)).changed, true);
    assert.deepEqual(await host.configured(last), ['bridge br0']);
    assert.equal((await host.detach(last)).changed, true);
    assert.deepEqual(await host.configured(last), []);
    const { target } = await host.attach('web0', { mac: '52:54:00:00:09:01' });
    assert.equal(await host.masterOf(target), 'br0');
  }).timeout(300_000);

  it('keeps the bridge while some of them run on it, and says which', async () => {
    const sentence = expectError(await host.call('DeleteBridge', ['br0', {}]), 'Busy');
    assert.match(sentence, /in use by 'vnet\d+' of 'web\d+', .* and 3 more; /);
  }).timeout(300_000);

  it('has an agent that has stayed small', async () => {
    const most = await mostMemory(host.agent.pid);
    assert.ok(most < 200, `${most} MiB`);
  });
});
