import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../lab/eventually.ts';
import type { ServiceProcess } from '../../lab/service-process.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';

/** Files that the process names, outside a DHCP client's folders, and the host's own script. */
const files = {
  '/etc/hosts': '127.0.0.1 localhost\n',
  '/etc/shadow': 'root:secret\n',
  '/etc/fstab': '# disks\n',
  '/sbin/dhclient-script': '#!/bin/sh\n',
};
const words = ['-sf', '/etc/hosts', '-lf', '/etc/shadow', '-pf', '/etc/fstab', 'eth0'];
const source = fileURLToPath(new URL('./pretender.c', import.meta.url));
const library = new URL('../../../src/transactions/undo/dhcp-client.sh', import.meta.url);

describe("a root process in the host's network namespace that calls itself dhclient", () => {
  const host = useAgentHost({ fresh: true, files });
  const program = (): string => host.lab.path('/var/lib/engine/upper/tmp/dhclient');

  /** Returns when it runs. @param apart the command that gives it its own namespaces. */
  async function pretend(apart: readonly string[], args: readonly string[] = words): Promise<ServiceProcess> {
    await mkdir(dirname(program()), { recursive: true });
    execFileSync('gcc', ['-Wall', '-Werror', '-o', program(), source]);
    const process = await host.lab.spawn('host', [...apart, program(), ...args]);
    await eventually('it has started', () => host.lab.exists('/var/lib/engine/upper/tmp/dhclient.started'));
    return process;
  }

  async function expectNothingBelieved(process: ServiceProcess): Promise<void> {
    assert.ok(process.running, 'it was ended');
    assert.equal(await readFile(`${program()}.started`, 'utf8'), 'started\n');
    for (const [path, text] of Object.entries(files)) assert.equal(await host.lab.readFile(path), text);
    for (const folder of ['/var/lib/dhclient', '/var/lib/dhcp']) assert.equal(host.lab.exists(folder), false);
  }

  /** The clients of eth0 that undo.sh would end. */
  async function clientsOfUndo(): Promise<readonly string[]> {
    const script = `${await readFile(library, 'utf8')}\ndhcp_clients eth0 4`;
    return (await host.lab.hostOk(['sh', '-c', script])).stdout.split('\n').filter((line) => line !== '');
  }

  const places = {
    'in a pid namespace of its own': ['unshare', '--pid', '--fork', '--kill-child'],
    'in a user namespace of its own': ['unshare', '--user', '--map-root-user'],
  };
  for (const [place, apart] of Object.entries(places)) {
    it(`is ignored ${place}, while a bridge is created and deleted`, async () => {
      const process = await pretend(apart);
      const start = await networkOf(host.lab);
      assert.deepEqual(await clientsOfUndo(), []);
      assert.equal((await host.create()).state, 'committed');
      assert.equal((await host.delete()).state, 'committed');
      assert.deepEqual(await networkOf(host.lab), start);
      await expectNothingBelieved(process);
    });
  }

  it("causes a refusal that names its option if it is the host's own, and nothing that it names is used", async () => {
    const process = await pretend([]);
    assert.equal((await clientsOfUndo()).length, 1);
    const sentence = await expectRefusal(host, 'Unsupported', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(sentence, /process \d+, that was started with '-sf' and a file .*activate 'boot'/);
    await expectNothingBelieved(process);
  });

  it("is restarted, if at all, as the host's own program", async () => {
    const process = await pretend([], ['-q', 'eth0']);
    const [moved] = (await host.create({ 'dry-run': true })).plan.filter(({ title }) => title.startsWith('start '));
    assert.match(moved?.preview ?? '', /^\/\S*bin\/dhclient -q -nw -pf \/run\/dhclient-br0\.pid /m);
    await expectNothingBelieved(process);
  });
});
