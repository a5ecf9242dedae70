import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const installer = fileURLToPath(new URL('../../scripts/install-system.mjs', import.meta.url));

describe('the cache of the installed code', () => {
  let tree: string;

  before('install into a folder', () => {
    tree = mkdtempSync(join(tmpdir(), 'bridgehead-tree-'));
    execFileSync(process.execPath, [installer], { env: { ...process.env, DESTDIR: tree } });
  });

  after('remove the folder', () => {
    rmSync(tree, { recursive: true, force: true });
  });

  /** What V8 says of it (vm.Script: cachedDataRejected; undefined if it was given none). */
  function rejected(): string {
    return answer('console.log(script.cachedDataRejected)');
  }

  /** What a question prints, with the `script` of an agent that starts with the flags of its start script and shows its version. */
  function answer(question: string): string {
    const [, flags = ''] = /^exec \S+ (.*?) \S+\/start\.cjs/m.exec(startScript()) ?? [];
    const start = `const script = require('${tree}/usr/lib/bridgehead/dist/start.cjs');`;
    const words = [...flags.split(' '), '-e', `${start} ${question}`, '--', 'node', '--version'];
    return execFileSync(process.execPath, words, { encoding: 'utf8' }).split('\n')[0] ?? '';
  }

  function startScript(): string {
    return readFileSync(join(tree, 'usr/sbin/bridgeheadd'), 'utf8');
  }

  it('is taken by V8 until the code is changed', () => {
    assert.equal(rejected(), 'false');
    execFileSync('touch', [join(tree, 'usr/lib/bridgehead/dist/agent-code.cjs')]);
    assert.equal(rejected(), 'undefined');
  });

  it("is of code that loads a module of Node's only when it needs it", () => {
    const loaded = new Set(answer('console.log(process.moduleLoadList.join())').split(','));
    const modules = ['assert', 'child_process', 'crypto', 'worker_threads'];
    assert.ok(loaded.has('NativeModule net'), 'the list has another form');
    assert.deepEqual(
      modules.filter((name) => loaded.has(`NativeModule ${name}`)),
      [],
    );
  });
});
