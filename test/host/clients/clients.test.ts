import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { busName, objectPath } from '../../../src/contract/names.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const contract = fileURLToPath(new URL('../../../src/contract/io.bridgehead.Agent1.xml', import.meta.url));

describe('a client of the agent', () => {
  const host = useAgentHost();
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bridgehead-client-'));
    chmodSync(folder, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('made by gdbus-codegen from the contract calls methods and reads properties', async () => {
    const run = (file: string, ...args: string[]): string =>
      execFileSync(file, args, { cwd: folder, encoding: 'utf8' });
    run('gdbus-codegen', '--c-generate-autocleanup', 'all', '--generate-c-code', 'agent', contract);
    copyFileSync(join(here, 'generated.c'), join(folder, 'client.c'));
    const flags = run('pkg-config', '--cflags', '--libs', 'gio-unix-2.0').trim().split(/\s+/);
    run('gcc', '-Wall', '-Werror', '-o', 'client', 'client.c', 'agent.c', ...flags);
    const { stdout } = await host.lab.hostOk([join(folder, 'client')]);
    assert.match(stdout, /^version \d+\.\d+\.\d+\nbackend network-scripts\n/);
    assert.match(stdout, /^state planned changed 1$/m);
    assert.match(stdout, /^verify io\.bridgehead\.Agent1\.Error\.NotFound$/m);
  });

  it('in Python makes a bridge, hears of it, verifies it and takes it away', async () => {
    copyFileSync(join(here, 'client.py'), join(folder, 'client.py'));
    const { stdout } = await host.lab.hostOk(['/usr/bin/python3', join(folder, 'client.py')], { user: 'operator1' });
    const said = new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => [line.split(' ')[0], line.slice(line.indexOf(' ') + 1)]),
    );
    assert.equal(said.get('created'), 'True committed');
    assert.match(said.get('healthy') ?? '', /^True 20$/);
    assert.equal(said.get('refused'), 'io.bridgehead.Agent1.Error.Refused');
    assert.equal(said.get('properties'), "['NetworkBackend', 'Version']");
    assert.equal(said.get('deleted'), 'True');
    assert.equal(said.get('states'), 'applying committed applying committed');
    assert.match(said.get('progress') ?? '', new RegExp(`^\\(0, ${said.get('planned')}\\) \\((\\d+), \\1\\)$`));
  });

  it('of gdbus sees the interface with its arguments, and calls it', async () => {
    const target = ['--system', '--dest', busName, '--object-path', objectPath];
    const introspection = (await host.lab.hostOk(['gdbus', 'introspect', ...target])).stdout;
    assert.match(
      introspection,
      /CreateBridge\(in\s+s bridge,\s+in\s+s interface,\s+in\s+a\{sv\} options,\s+out a\{sv\} result\)/,
    );
    const call = ['gdbus', 'call', ...target, '--method', `${busName}.CreateBridge`];
    const { stdout } = await host.lab.hostOk([...call, 'br0', 'eth0', "{'dry-run': <true>, 'mtu': <uint32 1400>}"]);
    assert.match(stdout, /'state': <'planned'>/);
    const refused = await host.lab.host([...call, 'br0', 'eth0', "{'mtu': <1400>}"]);
    assert.match(refused.stderr, /GDBus\.Error:io\.bridgehead\.Agent1\.Error\.InvalidType: /);
  });

  it('of busctl sees the tree, the properties and the methods', async () => {
    const tree = (await host.lab.hostOk(['busctl', '--system', 'tree', '--list', busName])).stdout;
    assert.deepEqual(tree.trim().split('\n'), ['/', '/io', '/io/bridgehead', objectPath]);
    const list = (await host.lab.hostOk(['busctl', '--system', 'introspect', busName, objectPath])).stdout;
    for (const name of ['.CreateBridge', '.Verify', '.Version', '.TransactionChanged', 'org.freedesktop.DBus.Peer']) {
      assert.ok(list.includes(name), `${name} in ${list}`);
    }
  });
});
