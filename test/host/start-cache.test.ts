import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));
const installer = join(scripts, 'install-system.mjs');

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
    const start = `const script = require('${tree}/usr/lib/bridgehead/dist/start.cjs');`;
    const words = [...flags(), '-e', `${start} ${question}`, '--', 'node', '--version'];
    return execFileSync(process.execPath, words, { encoding: 'utf8' }).split('\n')[0] ?? '';
  }

  function flags(): readonly string[] {
    const startScript = readFileSync(join(tree, 'usr/sbin/bridgeheadd'), 'utf8');
    return /^exec \S+ (.*?) \S+\/start\.cjs/m.exec(startScript)?.[1]?.split(' ') ?? [];
  }

  it('is taken by V8 until the code is changed', () => {
    assert.equal(rejected(), 'false');
    execFileSync('touch', [join(tree, 'usr/lib/bridgehead/dist/agent-code.cjs')]);
    assert.equal(rejected(), 'undefined');
  });

  it('has more than the start needs: the code that the first calls run', () => {
    const program = join(tree, 'usr/lib/bridgehead/dist');
    const other = join(tree, 'usr/lib/bridgehead/other');
    cpSync(program, other, { recursive: true });
    rmSync(join(other, 'agent-code.cache'));
    execFileSync(process.execPath, [...flags(), join(scripts, 'start-cache/write.mjs'), other]);
    const [whole, ofStart] = [program, other].map((folder) => statSync(join(folder, 'agent-code.cache')).size);
    assert.ok(Number(whole) > 1.2 * Number(ofStart), `${whole} bytes, and ${ofStart} for the start alone`);
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
