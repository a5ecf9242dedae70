import assert from 'node:assert/strict';
import { eventually } from '../lab/eventually.ts';
import { becomeIfcfgHost } from '../lab/network-manager/ifcfg-rh.ts';
import { isConnected, profilesFolder, staticProfile, uplinkUuid } from '../lab/network-manager/only-stack.ts';
import { isRunning, restartNetworkManager } from '../lab/network-manager/network-manager.ts';
import { scripts, useAgentHost, type Options } from '../lab/agent-host/agent-host.ts';
import { expectError } from '../lab/agent-host/expectations.ts';
import { verify } from '../lab/agent-host/findings.ts';
import { linkOf } from '../lab/agent-host/kernel.ts';
import { networkOf, type Snapshot } from '../lab/agent-host/snapshot.ts';
import { openGate, reachedGate, startAgentWithStub, waitAfterJoin } from '../lab/agent-host/stub-command.ts';
import { statesOf } from '../host/network-manager/looks.ts';
import { activeOn, changeInMemory, save, settingsOf } from './looks.ts';
import { staticFile, staticHost, uuid } from './profiles.ts';

describe('a host that NetworkManager keeps by an ifcfg file', () => {
  const host = useAgentHost({ noAgent: true });
  let start: Snapshot;

  before('NetworkManager has brought it up', async () => {
    await becomeIfcfgHost(host.lab, staticHost.files);
    start = await networkOf(host.lab);
  });

  afterEach('it is as it was', async () => {
    await isConnected(host.lab, 'eth0');
    assert.deepEqual(await networkOf(host.lab), start);
    assert.deepEqual(await statesOf(host, 'eth0', 'br0'), ['connected', undefined]);
    assert.equal(await activeOn(host.lab, 'eth0'), uuid);
  });

  it('is as before once the agent is there again that was killed while NetworkManager was stopped', async () => {
    await startAgentWithStub(host, 'ip', waitAfterJoin);
    const creation = host.call('CreateBridge', ['br0', 'eth0', {}]);
    await eventually('the links have changed', () => reachedGate(host));
    assert.equal(await isRunning(host.lab), false);
    await host.killAgent();
    await openGate(host);
    await creation;
    await host.startAgent();
  });

  it('is as before after a Rollback, and at the next boot', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.reply('Rollback', [transaction]);
    await isConnected(host.lab, 'eth0');
    await host.lab.reboot();
    await host.startAgent();
  });

  it('has the bridge with the next boot if that was asked for, and no more with the one after', async () => {
    await host.create({ activate: 'boot' });
    assert.equal((await statesOf(host, 'br0'))[0], undefined);
    await host.lab.reboot();
    for (const device of ['br0', 'eth0']) await isConnected(host.lab, device);
    await host.startAgent();
    assert.deepEqual((await verify(host)).failed, []);
    await host.delete({ activate: 'boot' });
    await host.lab.reboot();
    await host.startAgent();
  });

  it('has the bridge made by NetworkManager itself, by activate restart', async () => {
    await host.create({ activate: 'restart' });
    for (const device of ['br0', 'eth0']) await isConnected(host.lab, device);
    assert.deepEqual((await verify(host)).failed, []);
    await host.delete({ activate: 'restart' });
  });

  /** What the bridge is asked to be, and what NetworkManager reads of it. */
  const asked: readonly (readonly [Options, Readonly<Record<string, string>>])[] = [
    [
      { stp: true, 'forward-delay': 4, 'multicast-snooping': false, mtu: 1400 },
      {
        'bridge.stp': 'yes',
        'bridge.forward-delay': '4',
        'bridge.multicast-snooping': 'no',
        '802-3-ethernet.mtu': '1400',
      },
    ],
    [
      {
        addressing: 'static',
        addresses: ['192.0.2.10/24', '192.0.2.44/32', '2001:db8:1::10/64', '2001:db8:1::44/128'],
        gateways: ['192.0.2.1', '2001:db8:1::1'],
        dns: ['192.0.2.77', '2001:db8:1::77'],
      },
      {
        'ipv4.addresses': '192.0.2.10/24, 192.0.2.44/32',
        'ipv4.gateway': '192.0.2.1',
        'ipv4.dns': '192.0.2.77',
        'ipv6.method': 'manual',
        'ipv6.addresses': '2001:db8:1::10/64, 2001:db8:1::44/128',
        'ipv6.dns': '2001:db8:1::77',
        'ipv6.gateway': '2001:db8:1::1',
      },
    ],
  ];
  for (const [options, expected] of asked) {
    it(`has a bridge as asked for: ${Object.keys(options).join(', ')}`, async () => {
      await host.create(options);
      assert.deepEqual(await statesOf(host, 'br0', 'eth0'), ['connected', 'connected']);
      await restartNetworkManager(host.lab);
      await isConnected(host.lab, 'br0');
      assert.deepEqual((await verify(host)).failed, []);
      assert.equal((await host.create(options)).changed, false);
      const found = await settingsOf(host.lab, await activeOn(host.lab, 'br0'));
      assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, found[name]])), expected);
      await host.delete();
    });
  }
});

describe('a host that NetworkManager keeps by an ifcfg file, beside other files', () => {
  const host = useAgentHost({ interfaces: 2, noAgent: true });

  it('has its bridge at a boot also where another profile fits the card, and one is not NetworkManager’s', async () => {
    const other = staticFile.replace(uuid, uuid.replace('3', '4')).replace('NAME="eth0"', 'NAME=other');
    await becomeIfcfgHost(host.lab, {
      ...staticHost.files,
      'ifcfg-other': other.replace('ONBOOT="yes"', 'ONBOOT="yes"\nAUTOCONNECT_PRIORITY=-5'),
      'ifcfg-eth1': 'DEVICE=eth1\nBOOTPROTO=none\nONBOOT=yes\nNM_CONTROLLED=no\n',
    });
    await host.startAgent();
    const start = await networkOf(host.lab);
    await host.lab.hostOk(['sed', '-i', 's/=-5/=5/', host.lab.path(`${scripts}/ifcfg-other`)]);
    await host.lab.hostOk(['nmcli', 'con', 'reload']);
    const { warnings } = await host.create();
    assert.match(warnings.join(), /'other' fits 'eth0' too/);
    await host.lab.reboot();
    for (const device of ['br0', 'eth0']) await isConnected(host.lab, device);
    await host.startAgent();
    assert.deepEqual((await verify(host)).failed, []);
    assert.equal((await statesOf(host, 'eth1'))[0], 'unmanaged');
    await host.delete();
    await isConnected(host.lab, 'eth0');
    assert.deepEqual((await networkOf(host.lab)).kernel, start.kernel);
    assert.equal((await linkOf(host.lab, 'eth0')).master, undefined);
  });
});

describe('a host that NetworkManager keeps by an ifcfg file that is not all it has for the card', () => {
  const host = useAgentHost({ noAgent: true, fresh: true });

  /** CreateBridge is refused for this, and nothing is changed. */
  async function isRefused(why: RegExp): Promise<void> {
    await host.startAgent();
    const start = await networkOf(host.lab);
    assert.match(expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'Refused'), why);
    assert.deepEqual(await networkOf(host.lab), start);
    await host.killAgent();
  }

  it('is not changed while a change of it is in memory alone', async () => {
    await becomeIfcfgHost(host.lab, staticHost.files);
    await changeInMemory(host.lab, uuid, 'memory.example');
    await isRefused(/memory alone, and the next boot takes the file '\/etc\/sysconfig\/network-scripts\/ifcfg-eth0'/);
    await save(host.lab, uuid);
    await host.startAgent();
    await host.create();
    const { 'ipv4.dns-search': domain } = await settingsOf(host.lab, await activeOn(host.lab, 'br0'));
    assert.equal(domain, 'memory.example');
    assert.deepEqual((await verify(host)).failed, []);
  });

  for (const main of ['plugins=ifcfg-rh,keyfile', 'plugins=keyfile,ifcfg-rh']) {
    it(`is not changed where a keyfile has the same uuid, with ${main}`, async () => {
      const keyfile = staticProfile.replace(uplinkUuid, uuid);
      await host.lab.writeFile(`${profilesFolder}/eth0.nmconnection`, keyfile, 0o600);
      const other = { 'ifcfg-eth7': `TYPE=Ethernet\nDEVICE=eth7\nUUID=${uuid.replace('3', '5')}\nONBOOT=no\n` };
      await becomeIfcfgHost(host.lab, { ...staticHost.files, ...other }, main);
      await isRefused(/has the same uuid as the file/);
    });
  }

  it('has its bridge at a boot where the card has another profile, in memory alone', async () => {
    await becomeIfcfgHost(host.lab, staticHost.files);
    const add =
      'con add save no type ethernet ifname eth0 con-name mem ipv4.method manual ipv4.addresses 192.0.2.10/24';
    await host.lab.hostOk(['nmcli', ...add.split(' '), 'ipv4.gateway', '192.0.2.1', 'ipv6.method', 'link-local']);
    await host.lab.hostOk(['nmcli', '--wait', '120', 'con', 'up', 'mem']);
    await host.startAgent();
    await host.create();
    await host.lab.reboot();
    for (const device of ['br0', 'eth0']) await isConnected(host.lab, device);
    await host.startAgent();
    assert.deepEqual((await verify(host)).failed, []);
  });
});

/** What cannot be moved, and why; nothing is changed. */
const refused: readonly (readonly [
  what: string,
  files: Readonly<Record<string, string>>,
  main: string | undefined,
  code: Parameters<typeof expectError>[1],
  why: RegExp,
])[] = [
  [
    'rules that NetworkManager leaves to a script',
    { ...staticHost.files, 'rule-eth0': 'from 192.0.2.10 table 5\n' },
    undefined,
    'Unsupported',
    /'rule-eth0' belongs to the interface/,
  ],
  [
    'an alias',
    { ...staticHost.files, 'ifcfg-eth0:1': 'DEVICE=eth0:1\nIPADDR=192.0.2.60\nPREFIX=24\n' },
    undefined,
    'Unsupported',
    /'ifcfg-eth0:1' belongs to the interface/,
  ],
  [
    'a file that the next start moves to a keyfile',
    staticHost.files,
    'plugins=keyfile,ifcfg-rh\nmigrate-ifcfg-rh=true',
    'Refused',
    /migrate-ifcfg-rh=true/,
  ],
];
for (const [what, files, main, code, why] of refused) {
  describe(`a host that NetworkManager keeps by ifcfg files, with ${what}`, () => {
    const host = useAgentHost({ noAgent: true });
    it('is not changed', async () => {
      await becomeIfcfgHost(host.lab, files, main);
      await host.startAgent();
      const start = await networkOf(host.lab);
      assert.match(expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), code), why);
      assert.deepEqual(await networkOf(host.lab), start);
    });
  });
}
