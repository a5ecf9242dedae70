import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeFileAtomic } from '../../../src/host/write-file.ts';
import { scripts, useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';

const uplinkFile = `${scripts}/ifcfg-eth0`;
const group = 4242;

async function lookOf(host: AgentHost, path: string): Promise<unknown> {
  const { uid, gid, mode } = await stat(host.lab.path(path));
  return [uid, gid, (mode & 0o7777).toString(8)];
}

describe('a file that is replaced', () => {
  const host = useAgentHost({ fresh: true });

  beforeEach("the uplink's file belongs to a group", async () => {
    await host.lab.writeFile(uplinkFile, await host.lab.readFile(uplinkFile), 0o640);
    await chown(host.lab.path(uplinkFile), 0, group);
  });

  it('keeps its owner, group and mode, also when it is restored', async () => {
    const look = [0, group, '640'];
    const { transaction } = await host.create({ 'confirm-within': 600 });
    assert.deepEqual(await lookOf(host, uplinkFile), look, 'CreateBridge');
    assert.deepEqual(await lookOf(host, `${scripts}/ifcfg-br0`), [0, 0, '640'], "the bridge's file");
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await lookOf(host, uplinkFile), look, 'Rollback');
    await host.create();
    await host.delete();
    assert.deepEqual(await lookOf(host, uplinkFile), look, 'DeleteBridge');
  });

  it('gets them back from the journal if no staged copy lies beside it', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const folder = host.lab.path(scripts);
    const ready = (await readdir(folder)).filter((name) => name.startsWith('.bridgehead-'));
    assert.equal(ready.length, 1);
    for (const name of ready) await rm(join(folder, name));
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await lookOf(host, uplinkFile), [0, group, '640']);
  });
});

describe('a file with an access list and an attribute', () => {
  const host = useAgentHost({ fresh: true });
  const routes = `${scripts}/route-eth0`;

  async function attributesOf(path: string): Promise<string> {
    const run = promisify(execFile);
    const real = host.lab.path(path);
    const [acl, attributes] = await Promise.all([
      run('getfacl', ['--absolute-names', '--omit-header', '--numeric', real]),
      run('getfattr', ['--absolute-names', '--dump', real]),
    ]);
    return acl.stdout + attributes.stdout.replace(/^#.*\n/, '');
  }

  it('keeps both where it is replaced or renamed, and where it is restored', async () => {
    await host.lab.writeFile(routes, '198.51.100.0/24 via 192.0.2.1 dev eth0\n', 0o640);
    for (const path of [uplinkFile, routes]) {
      await promisify(execFile)('setfacl', ['--modify', 'user:4243:r', host.lab.path(path)]);
      await promisify(execFile)('setfattr', ['--name', 'user.origin', '--value', 'rack 7', host.lab.path(path)]);
    }
    const before = [await attributesOf(uplinkFile), await attributesOf(routes)];
    assert.match(before.join(), /user:4243:r--[^]*user\.origin="rack 7"/);
    const now = async (): Promise<readonly string[]> => [await attributesOf(uplinkFile), await attributesOf(routes)];
    const { transaction } = await host.create({ 'confirm-within': 600 });
    assert.deepEqual(
      [await attributesOf(uplinkFile), await attributesOf(`${scripts}/route-br0`)],
      before,
      'CreateBridge',
    );
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await now(), before, 'Rollback');
    await host.create();
    await host.delete();
    assert.deepEqual(await now(), before, 'DeleteBridge');
  });
});

describe('a file whose group cannot be kept', () => {
  it('is left alone, and no temporary file remains', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bridgehead-owner-'));
    const path = join(folder, 'ifcfg-eth0');
    try {
      await writeFile(path, 'before\n', { mode: 0o640 });
      await chown(path, 0, group);
      const module = new URL('../../../src/host/write-file.ts', import.meta.url).pathname;
      const code = `const { writeFileAtomic } = await import('${module}');
        await writeFileAtomic('${path}', 'after', 0o640).catch((error) => console.log(error.message));`;
      const words = ['--bounding-set=-chown', '--inh-caps=-chown', process.execPath];
      const node = ['--import', 'tsx', '--input-type=module', '-e', code];
      const { stdout } = await promisify(execFile)('setpriv', [...words, ...node]);
      assert.match(stdout, /belongs to user 0 and group 4242, which cannot be kept/);
      assert.deepEqual(await readdir(folder), ['ifcfg-eth0']);
      await writeFileAtomic(path, 'after\n', 0o600);
      assert.equal((await stat(path)).gid, group, 'as root with all capabilities');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
