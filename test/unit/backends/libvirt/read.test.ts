import assert from 'node:assert/strict';
import { AgentError } from '../../../../src/contract/errors.ts';
import type { CommandOptions, CommandResult } from '../../../../src/host/commands.ts';
import type { Host } from '../../../../src/host/host.ts';
import type { Ending } from '../../../../src/host/run-program.ts';
import { readDaemonNetworks, readLibvirt } from '../../../../src/backends/libvirt/read.ts';
import { readGuest } from '../../../../src/backends/libvirt/read-guests.ts';
import { patience } from '../../../../src/backends/libvirt/read-virsh.ts';

const [running, stopped, transient] = ['1', '2', '3'].map((n) => `${n.repeat(8)}-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
];
const version = 'Using library: libvirt 9.0.0\nUsing API: QEMU 9.0.0\nRunning against daemon: 9.1.2\n';
const element = (more = ''): string =>
  `<interface type='network'><mac address='52:54:00:00:00:AA'/><source network='a&amp;b' portid='x' bridge='br0'/>${more}<model type='virtio'/></interface>`;
const domain = (name: string, devices = ''): string =>
  `<domain type='kvm'><name>${name}</name><devices><disk><source file='x'/></disk>${devices}</devices></domain>\n`;
const network = (bridge: string): string =>
  `<network><name>n</name><uuid>${stopped}</uuid><forward mode='bridge'/><bridge name='${bridge}'/></network>\n`;

type Answers = Readonly<Record<string, string>>;

const answers: Answers = {
  version,
  'version --daemon': version,
  'list --all --uuid': `${running}\n${stopped}\n${transient}\n`,
  'list --uuid': `${running}\n${transient}\n`,
  'list --all --transient --uuid': `${transient}\n`,
  'net-list --all --uuid': `${stopped}\n`,
  [`net-dumpxml ${stopped}`]: network('br0'),
  [`net-dumpxml ${stopped} --inactive`]: network('br1'),
  [`domstate ${running} --reason`]: 'running (booted)\n\n',
  [`domjobinfo ${running}`]: 'Job type:         None        \n',
  [`dumpxml ${running}`]: domain('web &lt;&#49;&gt;', element("<target dev='vnet0'/>")),
  [`dumpxml ${running} --inactive`]: domain('web &lt;1&gt;', element()),
  [`domstate ${stopped} --reason`]: 'shut off (destroyed)\n',
  [`dumpxml ${stopped} --inactive`]: domain('db1'),
  [`domstate ${transient} --reason`]: 'paused (migrating)\n',
  [`dumpxml ${transient}`]: domain('tmp', element()),
  [`dumpxml ${transient} --inactive`]: domain('tmp', element()),
};

function ended(how: Partial<Ending>): AgentError {
  return new AgentError('CommandFailed', 'was ended', { cause: { signal: 'SIGKILL', tooMuch: false, ...how } });
}

/** A host whose virsh gives these answers; its echo ends with `newline`. */
function hostWithVirsh(run: (commands: readonly string[]) => string, newline = '', failure = ''): Host {
  const commands = {
    find: (program: string) => Promise.resolve(program === 'virsh' ? '/test/virsh' : undefined),
    run: (_program: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult> => {
      assert.deepEqual(args.slice(0, 3), ['-q', '-c', 'qemu:///system']);
      assert.equal(options?.timeout, patience);
      const words = (args[3] ?? '').split('; ');
      const stdout = words.map((word) => (word.startsWith('echo ') ? word.slice(5) + newline : run([word]))).join('');
      if (stdout.length > 1024 * 1024) return Promise.reject(ended({ tooMuch: true }));
      // The exit status is that of the last command.
      return Promise.resolve({ exitCode: failure === '' ? 0 : 1, stdout, stderr: `error: something\n${failure}\n` });
    },
  };
  const files = { exists: () => Promise.resolve(false) };
  return { commands, files, live: true, systemd: false, libvirtUri: 'qemu:///system' } as unknown as Host;
}

const answer =
  (from: Answers) =>
  ([command = '']: readonly string[]): string =>
    from[command] ?? '';
const read = (from: Answers, newline?: string) => readLibvirt(hostWithVirsh(answer(from), newline));

describe('libvirt as virsh describes it', () => {
  for (const newline of ['', '\n']) {
    it(`has guests with their live and configured interfaces (echo ends in ${JSON.stringify(newline)})`, async () => {
      const { libvirt } = await read(answers, newline);
      assert.deepEqual([libvirt.service, libvirt.version], ['running', '9.1.2']);
      const [web, db, tmp] = libvirt.guests;
      assert.deepEqual([web?.name, web?.uuid, web?.state, web?.job], ['web <1>', running, 'running', undefined]);
      assert.deepEqual([db?.state, db?.live, db?.configured], ['shut off', undefined, []]);
      assert.deepEqual([tmp?.state, tmp?.job, tmp?.configured], ['paused', 'migration', undefined]);
    });
  }

  it('has guest interfaces, each with its whole element except what is generated at each start', async () => {
    const { libvirt } = await read(answers);
    assert.deepEqual(libvirt.guests[0]?.live, [
      {
        ...{ mac: '52:54:00:00:00:aa', type: 'network', source: 'a&b', target: 'vnet0', model: 'virtio' },
        xml: "<interface type='network'>\n  <mac address='52:54:00:00:00:AA'/>\n  <source network='a&amp;b'/>\n  <target dev='vnet0'/>\n  <model type='virtio'/>\n</interface>\n",
      },
    ]);
  });

  it("has an interface in a network, even if its live type is that of the network's bridge", async () => {
    const runs = element().replace("type='network'", "type='bridge'");
    const { libvirt } = await read({ ...answers, [`dumpxml ${running}`]: domain('web', runs) });
    const { live: [now] = [], configured: [later] = [] } = libvirt.guests[0] ?? {};
    assert.deepEqual([now?.type, now?.source], ['network', 'a&b']);
    assert.equal(now?.xml, later?.xml);
  });

  it('has networks, live and configured', async () => {
    const { networks, libvirt } = await read(answers);
    assert.deepEqual(
      networks.map(({ name, bridge, forward }) => [name, bridge, forward]),
      [
        ['n', 'br0', 'bridge'],
        ['n', 'br1', 'bridge'],
      ],
    );
    assert.deepEqual(libvirt.definitions.at(-1), { name: 'n', xml: network('br1') });
  });

  it('knows the current job of a guest', async () => {
    const job = 'Job type:         Unbounded   \nOperation:        Outgoing migration\nTime elapsed: 3 ms\n';
    const { libvirt } = await read({ ...answers, [`domjobinfo ${running}`]: job });
    assert.equal(libvirt.guests[0]?.job, 'Outgoing migration');
  });

  it('omits a guest that has disappeared or makes no sense', async () => {
    for (const xml of [
      '',
      '<domain><name>x</name>',
      'garbage',
      '<!DOCTYPE x [<!ENTITY a "b">]><x/>',
      '<domain></domain>',
    ]) {
      const { libvirt } = await read({ ...answers, [`dumpxml ${running}`]: xml });
      assert.deepEqual(
        libvirt.guests.map(({ name }) => name),
        ['db1', 'tmp'],
        xml,
      );
    }
  });

  it('is asked about one guest by one start of virsh', async () => {
    for (const [uuid, name] of [
      [running, 'web <1>'],
      [stopped, 'db1'],
      [transient, 'tmp'],
    ] as const) {
      const host = hostWithVirsh(answer({ ...answers, [`dumpxml ${stopped}`]: domain('db1') }));
      let starts = 0;
      const { run } = host.commands;
      const counting = { ...host.commands, run: (...args: Parameters<typeof run>) => ((starts += 1), run(...args)) };
      const { libvirt } = await readLibvirt(host);
      assert.deepEqual(
        await readGuest({ ...host, commands: counting }, uuid),
        libvirt.guests.find((guest) => guest.name === name),
      );
      assert.equal(starts, 1);
    }
    assert.equal(await readGuest(hostWithVirsh(answer({})), running), undefined);
  });

  it('is not asked twice for the one definition of a guest that does not run', async () => {
    const asked: string[] = [];
    await readLibvirt(hostWithVirsh(([command = '']) => (asked.push(command), answers[command] ?? '')));
    const about = asked.filter((command) => command.includes(stopped) && !command.startsWith('net-'));
    assert.deepEqual(about, [`domstate ${stopped} --reason`, `dumpxml ${stopped} --inactive`]);
  });

  it('is asked about many guests with few starts of virsh', async () => {
    const many = Array.from({ length: 40 }, (_, n) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`);
    let starts = 0;
    const host = hostWithVirsh(([command = '']) => {
      if (command === 'version --daemon') return version;
      if (command === 'list --all --uuid') return `${many.join('\n')}\n`;
      return command.endsWith('--reason') ? 'shut off\n' : command.startsWith('dumpxml') ? domain('x') : '';
    });
    const { run } = host.commands;
    const counting = { ...host.commands, run: (...args: Parameters<typeof run>) => ((starts += 1), run(...args)) };
    const { libvirt } = await readLibvirt({ ...host, commands: counting });
    assert.equal(libvirt.guests.length, 40);
    assert.ok(starts <= 4, String(starts));
  });
});

describe('a libvirt that answers in part', () => {
  const failing = (failure: string) => hostWithVirsh(answer({ ...answers, 'net-list --all --uuid': '' }), '', failure);

  it('hides its networks where it does not tell them', async () => {
    const host = failing('error: internal error: something');
    for (const { unread } of [await readLibvirt(host), await readDaemonNetworks(host)])
      assert.deepEqual(unread, ["libvirt's daemon does not list its networks, see 'virsh net-list --all'"]);
  });

  for (const why of [
    'error: this function is not supported by the connection driver: virConnectListAllNetworks',
    "error: Failed to connect socket to '/var/run/libvirt/virtnetworkd-sock': No such file or directory",
  ]) {
    it(`has only the networks of its files if no daemon can list them: ${why}`, async () => {
      for (const { unread } of [await readLibvirt(failing(why)), await readDaemonNetworks(failing(why))])
        assert.deepEqual(unread, []);
    });
  }

  it('hides a network that it describes in an unknown form', async () => {
    const { unread } = await read({ ...answers, [`net-dumpxml ${stopped}`]: '<network><name>n</name' });
    assert.deepEqual(unread, ["libvirt's daemon describes a network in an unknown form"]);
  });

  it('has every guest, however long their descriptions are together', async () => {
    const many = Array.from({ length: 16 }, (_, n) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`);
    const large = domain('x', `<!--${'x'.repeat(100_000)}-->`);
    const host = hostWithVirsh(([command = '']) => {
      if (command === 'version --daemon') return version;
      if (command === 'list --all --uuid') return `${many.join('\n')}\n`;
      return command.endsWith('--reason') ? 'shut off\n' : command.startsWith('dumpxml') ? large : '';
    });
    const { libvirt } = await readLibvirt(host);
    assert.deepEqual([libvirt.service, libvirt.guests.map(({ uuid }) => uuid)], ['running', many]);
  });
});

describe('a libvirt that answers nothing', () => {
  it('counts as stopped if virsh has no connection or prints garbage', async () => {
    for (const said of ['', 'garbage\n'.repeat(10)])
      assert.equal((await readLibvirt(hostWithVirsh(() => said))).libvirt.service, 'stopped');
  });

  it('counts as hanging if virsh does not end', async () => {
    const host = hostWithVirsh(() => '');
    const run = () => Promise.reject(ended({}));
    const { libvirt, networks } = await readLibvirt({ ...host, commands: { ...host.commands, run } });
    assert.deepEqual([libvirt.service, libvirt.guests, networks], ['hanging', [], []]);
  });

  it('hides its networks if it hangs and has no files in the usual places', async () => {
    const host = hostWithVirsh(() => '');
    const run = () => Promise.reject(ended({}));
    for (const found of [true, false]) {
      const files = { exists: (path: string) => Promise.resolve(found && path === '/etc/libvirt/qemu/networks') };
      const hanging = { ...host, commands: { ...host.commands, run }, files } as unknown as Host;
      const known = [await readLibvirt(hanging), await readDaemonNetworks(hanging)];
      for (const { unread } of known) assert.equal(unread.length, found ? 0 : 1);
    }
  });

  it('causes an error if virsh cannot be started', async () => {
    const host = hostWithVirsh(() => '');
    const cause = Object.assign(new Error('spawn EMFILE'), { code: 'EMFILE' });
    const run = () => Promise.reject(new AgentError('CommandFailed', 'could not be started', { cause }));
    await assert.rejects(readLibvirt({ ...host, commands: { ...host.commands, run } }), /could not be started/);
  });

  it('is absent without virsh, and in an image', async () => {
    const host = hostWithVirsh(() => '');
    const find = () => Promise.resolve(undefined);
    assert.equal((await readLibvirt({ ...host, commands: { ...host.commands, find } })).libvirt.service, 'absent');
    assert.equal((await readLibvirt({ ...host, live: false })).libvirt.service, 'absent');
  });
});
