import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { FileStep } from '../../../src/model/plan.ts';
import { id, UndoScene } from './undo-scene.ts';

const changed: FileStep = {
  kind: 'file',
  title: 'change',
  path: '/etc/a',
  before: "old 'text'\n",
  after: 'new\n',
  mode: 0o644,
};
const made: FileStep = { kind: 'file', title: 'make', path: '/etc/b', before: null, after: 'made\n', mode: 0o644 };

/** The boot of the scene's transaction. */
const sameBoot = { BRIDGEHEAD_BOOT_ID: 'another boot' };

/** A transaction of two files, both changed. */
class Scene extends UndoScene {
  constructor(marks = 'begin 0\ndone 0\nbegin 1\ndone 1\n') {
    super([changed, made], marks, {}, new Map([[0, '/etc/.staged~']]));
    this.write('etc/a', 'new\n');
    this.write('etc/b', 'made\n');
    this.write('etc/.staged~', "old 'text'\n");
    writeFileSync(join(this.folder, 'before-0'), "old 'text'\n");
  }

  /** Returns the exit status. */
  run(...args: string[]): number | null {
    return this.undo({ args }).status;
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
    scene.program('sync', '[ $# != 1 ] || cat "$1" "$root/etc/a" >"$root/seen"\n');
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
    assert.equal(scene.undo({ env: sameBoot }).status, 0);
    assert.deepEqual([scene.read('etc/a'), scene.read('etc/b')], ["old 'text'\n", 'made\n']);
  });

  it('after a reboot goes by the files, because a power cut may have taken the marks', () => {
    set('begin 0\ndo');
    assert.equal(scene.undo().status, 0);
    assert.deepEqual([scene.read('etc/a'), scene.read('etc/b')], ["old 'text'\n", undefined]);
    scene.remove();
    set('');
    scene.write('etc/a', "old 'text'\n");
    assert.equal(scene.undo().status, 0);
    assert.deepEqual([scene.read('etc/a'), scene.read('etc/b')], ["old 'text'\n", undefined]);
  });

  it('undoes what was interrupted between the second name of the old file and the new file', () => {
    set('begin 0\n');
    rmSync(join(scene.root, 'etc/a'));
    linkSync(join(scene.root, 'etc/.staged~'), join(scene.root, 'etc/a'));
    assert.equal(scene.undo({ env: sameBoot }).status, 0);
    assert.equal(scene.read('etc/a'), "old 'text'\n");
    assert.deepEqual(readdirSync(join(scene.root, 'etc')), ['a', 'b']);
  });

  it('leaves a file that was changed since, and reports it', () => {
    set();
    scene.write('etc/a', 'by hand\n');
    assert.equal(scene.run(), 2);
    assert.deepEqual([scene.read('etc/a'), scene.read('etc/b')], ['by hand\n', undefined]);
    assert.equal(scene.state(), 'state.rollback-incomplete');
    assert.match(readFileSync(join(scene.folder, 'report'), 'utf8'), /'\/etc\/a' was changed outside bridgehead/);
  });

  it('forgets what an earlier run reported that did not finish', () => {
    set();
    writeFileSync(join(scene.folder, 'report'), 'of an earlier run\n');
    assert.equal(scene.run(), 0);
    assert.deepEqual([scene.state(), existsSync(join(scene.folder, 'report'))], ['state.rolled-back', false]);
  });

  it('does not wait for disks that the host is not on', () => {
    set();
    scene.program('sync', 'echo "$*" >>"$root/synced"\n');
    assert.equal(scene.run(), 0);
    const all = `-f ${scene.folder} ${scene.root}/etc`;
    assert.deepEqual(scene.read('synced')?.trim().split('\n'), [all, all]);
  });

  it('waits for all disks where sync(1) cannot tell them apart', () => {
    set();
    scene.program('sync', '[ "$1" != -f ] || exit 1\necho "$#" >>"$root/synced"\n');
    assert.equal(scene.run(), 0);
    assert.equal(scene.read('synced'), '0\n0\n');
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
    scene.program('flock', `${real}${later}: >"$root/once"\nexit 1\n`);
    const { status, stderr } = scene.undo();
    assert.equal(status, 0);
    assert.equal(stderr.match(/\/lock' is still held by another process/g)?.length, 2);
    assert.equal(scene.read('etc/a'), "old 'text'\n");
  });

  it('does not wait if the lock cannot be taken at all', () => {
    set();
    scene.program('flock', 'exit 65\n');
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
      const { status, stderr } = scene.undo({ folder: folderOf(join(scene.root, root)) });
      assert.deepEqual([status, stderr], [0, '']);
      assert.equal(scene.read('etc/a'), "old 'text'\n");
      assert.equal(scene.state(), 'state.rolled-back');
    });
  }

  it("does nothing if the host's root was moved, until it is given the new one", () => {
    const moved = `${scene.root}-moved`;
    renameSync(scene.root, moved);
    try {
      const { status, stderr } = scene.undo({ folder: folderOf(moved) });
      assert.equal(status, 1);
      assert.match(stderr, /is not a transaction of this host, so nothing was touched/);
      assert.equal(readFileSync(join(moved, 'etc/a'), 'utf8'), 'new\n');
      assert.equal(scene.undo({ folder: folderOf(moved), args: ['--root', scene.root] }).status, 1);
      assert.equal(scene.undo({ folder: folderOf(moved), args: ['--root', moved] }).status, 0);
      assert.equal(readFileSync(join(moved, 'etc/a'), 'utf8'), "old 'text'\n");
    } finally {
      renameSync(moved, scene.root);
    }
  });
});
