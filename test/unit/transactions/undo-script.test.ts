import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TransactionId } from '../../../src/model/names.ts';
import type { FileStep } from '../../../src/model/plan.ts';
import type { TransactionRecord } from '../../../src/model/transaction.ts';
import { undoScript } from '../../../src/transactions/undo-script.ts';
import { readUndoLibrary } from '../../../src/transactions/undo/library.ts';
import { request } from '../support/host.ts';

const library = await readUndoLibrary();
const id = 'ab'.repeat(16) as TransactionId;
const changed: FileStep = {
  kind: 'file',
  title: 'change',
  path: '/etc/a',
  before: "old 'text'\n",
  after: 'new\n',
  mode: 0o644,
};
const made: FileStep = { kind: 'file', title: 'make', path: '/etc/b', before: null, after: 'made\n', mode: 0o644 };

/** A host's root with one transaction of two files, both changed; run() undoes it. */
class Scene {
  readonly root = mkdtempSync(join(tmpdir(), 'bridgehead-undo-'));
  readonly folder = join(this.root, 'var/lib/bridgehead/transactions', id);

  constructor(marks = 'begin 0\ndone 0\nbegin 1\ndone 1\n') {
    const record: TransactionRecord = {
      ...{ format: 1, id, operation: 'CreateBridge', bridge: 'br0', interface: 'eth0', uid: 0, time: 1 },
      ...{ bootId: 'another boot', request: request(), plan: [changed, made] },
    };
    mkdirSync(this.folder, { recursive: true });
    mkdirSync(join(this.root, 'etc'));
    this.write('etc/a', 'new\n');
    this.write('etc/b', 'made\n');
    this.write('etc/.staged~', "old 'text'\n");
    writeFileSync(
      join(this.folder, 'undo.sh'),
      undoScript(record, library, '/var/lib/bridgehead', this.root, new Map([[0, '/etc/.staged~']])),
    );
    writeFileSync(join(this.folder, 'before-0'), "old 'text'\n");
    writeFileSync(join(this.folder, 'marks'), marks);
    writeFileSync(join(this.folder, 'state.applying'), '');
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string | undefined {
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), 'utf8') : undefined;
  }

  state(): string | undefined {
    return readdirSync(this.folder).find((name) => name.startsWith('state.'));
  }

  /** Puts a program before the system's; its script may use `$root`. */
  replace(program: string, script: string): void {
    mkdirSync(join(this.root, 'stubs'), { recursive: true });
    writeFileSync(join(this.root, 'stubs', program), `#!/bin/sh\nroot=${this.root}\n${script}`, { mode: 0o755 });
  }

  /** Returns the exit status. */
  run(...args: string[]): number {
    return this.runIn(this.folder, ...args).status;
  }

  /** The same by another spelling of its folder. */
  runIn(folder: string, ...args: string[]): { readonly status: number; readonly said: string } {
    const PATH = `${join(this.root, 'stubs')}:${process.env.PATH ?? ''}`;
    const child = spawnSync('sh', [join(folder, 'undo.sh'), ...args], { env: { PATH }, encoding: 'utf8' });
    return { status: child.status ?? -1, said: child.stderr };
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}

describe('undo.sh', () => {
  let scene: Scene;
  const set = (marks?: string): void => {
    scene = new Scene(marks);
  };
  afterEach(() => scene.remove());

  it('puts files back as they were, and removes those that were not there', () => {
    set();
    assert.equal(scene.run(), 0);
    assert.deepEqual([scene.read('etc/a'), scene.read('etc/b')], ["old 'text'\n", undefined]);
    assert.equal(scene.state(), 'state.rolled-back');
  });

  it('writes a copy to the disk before it replaces the file, if none is ready', () => {
    set();
    scene.write('etc/.staged~', 'no longer what it was');
    scene.replace('sync', '[ $# = 0 ] || cat "$1" "$root/etc/a" >"$root/seen"\n');
    assert.equal(scene.run(), 0);
    assert.equal(scene.read('seen'), "old 'text'\nnew\n");
    assert.equal(scene.read('etc/a'), "old 'text'\n");
  });

  it('leaves nothing beside the files', () => {
    set();
    scene.run();
    assert.deepEqual(readdirSync(join(scene.root, 'etc')), ['a']);
  });

  it('works without the prepared copy', () => {
    set();
    rmSync(join(scene.root, 'etc/.staged~'));
    assert.equal(scene.run(), 0);
    assert.equal(scene.read('etc/a'), "old 'text'\n");
    assert.deepEqual(readdirSync(join(scene.root, 'etc')), ['a']);
  });

  it('puts nothing in place that is not what the journal wrote', () => {
    set();
    rmSync(join(scene.root, 'etc/.staged~'));
    writeFileSync(join(scene.folder, 'before-0'), 'damaged\n');
    assert.equal(scene.run(), 2);
    assert.deepEqual([scene.read('etc/a'), scene.read('etc/b')], ['new\n', undefined]);
    assert.match(readFileSync(join(scene.folder, 'report'), 'utf8'), /before-0' is damaged or gone/);
  });

  it('does nothing if it is torn, wherever that is', () => {
    set();
    const script = join(scene.folder, 'undo.sh');
    const whole = readFileSync(script, 'utf8');
    const begin = whole.indexOf('main() {');
    for (let length = begin; length < whole.length - 'main "$@"'.length; length += 37) {
      writeFileSync(script, whole.slice(0, length));
      scene.run();
      assert.deepEqual(
        [scene.read('etc/a'), scene.read('etc/b'), scene.state()],
        ['new\n', 'made\n', 'state.applying'],
      );
    }
  });

  it('can be run again, and then does nothing', () => {
    set();
    scene.run();
    scene.write('etc/b', 'made\n');
    assert.equal(scene.run(), 0);
    assert.equal(scene.read('etc/b'), 'made\n');
  });

  it('leaves alone what a step that never began would have changed', () => {
    set('begin 0\n');
    assert.equal(scene.run(), 0);
    assert.deepEqual([scene.read('etc/a'), scene.read('etc/b')], ["old 'text'\n", 'made\n']);
  });

  it('leaves a file that was changed since, and reports it', () => {
    set();
    scene.write('etc/a', 'by hand\n');
    assert.equal(scene.run(), 2);
    assert.deepEqual([scene.read('etc/a'), scene.read('etc/b')], ['by hand\n', undefined]);
    assert.equal(scene.state(), 'state.rollback-incomplete');
    assert.match(readFileSync(join(scene.folder, 'report'), 'utf8'), /'\/etc\/a' was changed outside bridgehead/);
  });

  it('does nothing to a transaction that is committed', () => {
    set();
    rmSync(join(scene.folder, 'state.applying'));
    writeFileSync(join(scene.folder, 'state.committed'), '');
    assert.equal(scene.run(), 0);
    assert.equal(scene.read('etc/a'), 'new\n');
  });

  it('does nothing for a timer that was set for another state', () => {
    set();
    assert.equal(scene.run('--if', 'awaiting-confirmation'), 0);
    assert.deepEqual([scene.read('etc/a'), scene.state()], ['new\n', 'state.applying']);
  });

  it('finishes what an earlier run began', () => {
    set();
    rmSync(join(scene.folder, 'state.applying'));
    writeFileSync(join(scene.folder, 'state.rolling-back'), '');
    assert.equal(scene.run('--if', 'applying'), 0);
    assert.equal(scene.read('etc/a'), "old 'text'\n");
  });

  it('waits for the lock as long as it takes, and says so each time', () => {
    set();
    const later = `[ -e "$root/later" ] && exec flock "$@"\nif [ -e "$root/once" ]; then : >"$root/later"; fi\n`;
    const real = 'PATH=/usr/sbin:/usr/bin:/sbin:/bin\n';
    scene.replace('flock', `${real}${later}: >"$root/once"\nexit 1\n`);
    const { status, said } = scene.runIn(scene.folder);
    assert.equal(status, 0);
    assert.equal(said.match(/\/lock' is still held by another process/g)?.length, 2);
    assert.equal(scene.read('etc/a'), "old 'text'\n");
  });

  it('does not wait if the lock cannot be taken at all', () => {
    set();
    scene.replace('flock', 'exit 65\n');
    assert.equal(scene.run(), 1);
    assert.equal(scene.state(), 'state.applying');
  });
});

describe('undo.sh that is called by another name of its folder', () => {
  const folderOf = (root: string): string => join(root, 'var/lib/bridgehead/transactions', id);
  let scene: Scene;
  beforeEach('the folder /var is a link', () => {
    scene = new Scene();
    mkdirSync(join(scene.root, 'disk'));
    renameSync(join(scene.root, 'var'), join(scene.root, 'disk/var'));
    symlinkSync('disk/var', join(scene.root, 'var'));
  });
  afterEach(() => scene.remove());

  for (const [name, root] of [
    ['the link', ''],
    ['what the link leads to', 'disk'],
  ] as const) {
    it(`still finds the files: ${name}`, () => {
      assert.deepEqual(scene.runIn(folderOf(join(scene.root, root))), { status: 0, said: '' });
      assert.equal(scene.read('etc/a'), "old 'text'\n");
      assert.equal(scene.state(), 'state.rolled-back');
    });
  }

  it("does nothing if the host's root was moved, until it is given the new one", () => {
    const moved = `${scene.root}-moved`;
    renameSync(scene.root, moved);
    try {
      const { status, said } = scene.runIn(folderOf(moved));
      assert.equal(status, 1);
      assert.match(said, /is not a transaction of this host, so nothing was touched/);
      assert.equal(readFileSync(join(moved, 'etc/a'), 'utf8'), 'new\n');
      assert.equal(scene.runIn(folderOf(moved), '--root', scene.root).status, 1);
      assert.equal(scene.runIn(folderOf(moved), '--root', moved).status, 0);
      assert.equal(readFileSync(join(moved, 'etc/a'), 'utf8'), "old 'text'\n");
    } finally {
      renameSync(moved, scene.root);
    }
  });
});
