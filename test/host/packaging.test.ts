import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writtenFolders } from '../../src/backends/written-folders.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const installer = join(top, 'scripts/install-system.mjs');
const program = '/usr/lib/bridgehead';

/** Everything outside the program's own folder. */
const files = [
  '/usr/bin/bridgehead',
  '/usr/lib/systemd/system/bridgehead-recover.service',
  '/usr/lib/systemd/system/bridgehead.service',
  '/usr/libexec/bridgehead/recover',
  '/usr/sbin/bridgeheadd',
  '/usr/share/bash-completion/completions/bridgehead',
  '/usr/share/dbus-1/interfaces/io.bridgehead.Agent1.xml',
  '/usr/share/dbus-1/system-services/io.bridgehead.Agent1.service',
  '/usr/share/dbus-1/system.d/io.bridgehead.Agent1.conf',
  '/usr/share/doc/bridgehead/LICENSE',
  '/usr/share/man/ja/man1/bridgehead.1',
  '/usr/share/man/man1/bridgehead.1',
  '/usr/share/man/man8/bridgeheadd.8',
  '/usr/share/polkit-1/actions/io.bridgehead.agent1.policy',
];
const bootLink = '/usr/lib/systemd/system/sysinit.target.wants/bridgehead-recover.service';
const executable = ['/usr/bin/bridgehead', '/usr/sbin/bridgeheadd', '/usr/libexec/bridgehead/recover'];

let tree: string;

describe('an installation', () => {
  before('install into a folder', () => {
    tree = mkdtempSync(join(tmpdir(), 'bridgehead-tree-'));
    install();
  });

  after('remove the folder', () => {
    rmSync(tree, { recursive: true, force: true });
  });

  describe('the installer', () => {
    it('puts each file where the system expects it, and nothing elsewhere', () => {
      const outside = entries().filter(({ path }) => !path.startsWith(program) && path !== bootLink);
      assert.deepEqual(
        outside.filter(({ kind }) => kind === 'file').map(({ path }) => path),
        files,
      );
      const inside = readdirSync(join(tree, program)).sort();
      assert.deepEqual(inside, ['dist', 'package.json']);
    });

    it('makes root the owner of everything, writable by no one else', () => {
      for (const { path, kind, mode, uid, gid } of entries()) {
        if (kind === 'link') continue;
        assert.deepEqual([uid, gid], [0, 0], path);
        assert.equal(mode, kind === 'folder' || executable.includes(path) ? 0o755 : 0o644, path);
      }
    });

    it('prints each path on standard output', () => {
      const said = install();
      for (const path of [program, ...files, bootLink]) assert.ok(said.includes(`installed ${tree}${path}\n`), path);
    });

    it('does the same when run again', () => {
      const before = entries();
      install();
      assert.deepEqual(entries(), before);
    });

    it('removes what an older version left in the program folder', () => {
      execFileSync('touch', [join(tree, program, 'dist/old.js')]);
      install();
      assert.ok(!entries().some(({ path }) => path.endsWith('old.js')));
    });

    it('installs the licence of each bundled package', () => {
      const { dependencies } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as {
        dependencies: Record<string, string>;
      };
      const licences = readFileSync(join(tree, program, 'dist/licenses.txt'), 'utf8').split('\n');
      for (const [name, version] of Object.entries(dependencies)) {
        assert.ok(
          licences.some((line) => line.startsWith(`${name} ${version}, `)),
          name,
        );
      }
    });

    it('enables the recovery at boot', () => {
      assert.equal(
        execFileSync('readlink', ['-f', join(tree, bootLink)], { encoding: 'utf8' }).trim(),
        `${tree}/usr/lib/systemd/system/bridgehead-recover.service`,
      );
    });
  });

  describe('the installed program', () => {
    it('starts as the unit starts it, and says its version', () => {
      const { stdout, stderr, status } = onHost(['/usr/sbin/bridgeheadd', '--version']);
      const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as { version: string };
      assert.deepEqual({ stdout, stderr, status }, { stdout: `bridgeheadd ${version}\n`, stderr: '', status: 0 });
    });

    it('has the client speak Japanese, from a file of its own', () => {
      assert.match(onHost(['env', 'LC_ALL=ja_JP.UTF-8', '/usr/bin/bridgehead', '--help']).stdout, /^使い方: /);
    });
  });

  describe('the units', () => {
    it('give the agent access to each folder that it writes', () => {
      const unit = readFileSync(join(tree, '/usr/lib/systemd/system/bridgehead.service'), 'utf8');
      const open = [...unit.matchAll(/^ReadWritePaths=(.*)$/gm)].flatMap(([, paths = '']) =>
        paths.split(' ').map((path) => path.replace(/^-/, '')),
      );
      const closed = writtenFolders.filter(
        (folder) => !open.some((path) => folder === path || folder.startsWith(`${path}/`)),
      );
      assert.deepEqual(closed, []);
    });

    it('start nothing from /usr/lib, where SELinux lets process 1 run no program, but from folders that only root can write', () => {
      for (const unit of ['bridgehead.service', 'bridgehead-recover.service']) {
        const text = readFileSync(join(tree, '/usr/lib/systemd/system', unit), 'utf8');
        const programs = [...text.matchAll(/^Exec\w+=[-+!:@]*(\S+)/gm)].map(([, file = '']) => file);
        for (const file of programs) assert.match(file, /^\/(usr\/)?(s?bin|libexec)\//, unit);
        assert.match(text, /^Environment=PATH=\/usr\/sbin:\/usr\/bin:\/sbin:\/bin$/m, unit);
      }
    });

    it("pass systemd's check, with the program and the manual page they name", () => {
      const { stderr, status } = onHost([
        'systemd-analyze',
        'verify',
        'bridgehead.service',
        'bridgehead-recover.service',
      ]);
      assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
    });

    for (const [unit, most] of [
      ['bridgehead.service', 25],
      ['bridgehead-recover.service', 35],
    ] as const) {
      it(`expose little of the host: ${unit} at most ${most / 10}`, () => {
        const words = ['security', '--offline=yes', `--threshold=${most}`, '--no-pager', unit];
        const { stdout, status } = onHost(['systemd-analyze', ...words]);
        assert.match(stdout, /Overall exposure level/);
        assert.equal(status, 0, stdout);
      });
    }

    it('run the recovery before anything configures the network', () => {
      const text = readFileSync(join(tree, 'usr/lib/systemd/system/bridgehead-recover.service'), 'utf8');
      const before = [...text.matchAll(/^Before=(.*)$/gm)].flatMap((match) => (match[1] ?? '').split(' '));
      for (const unit of ['network-pre.target', 'network.service', 'NetworkManager.service', 'libvirtd.service']) {
        assert.ok(before.includes(unit), unit);
      }
    });
  });

  describe('the recovery at boot', () => {
    const recover = join(top, 'systemd/recover');

    it('runs every undo script, even after one fails, and reports the failure', () => {
      const state = mkdtempSync(join(tmpdir(), 'bridgehead-state-'));
      try {
        for (const [id, status] of [
          ['a', 0],
          ['b', 3],
          ['c', 0],
        ] as const) {
          const folder = `${state}/transactions/${id.repeat(32)}`;
          execFileSync('mkdir', ['-p', folder, `${state}/transactions/.new-${id}~`]);
          execFileSync('sh', [
            '-c',
            `echo 'echo undo ${id}; exit ${status}' | tee ${folder}/undo.sh >${state}/transactions/.new-${id}~/undo.sh`,
          ]);
        }
        const { stdout, status } = spawnSync('sh', [recover, state], { encoding: 'utf8' });
        assert.deepEqual({ stdout, status }, { stdout: 'undo a\nundo b\nundo c\n', status: 1 });
      } finally {
        rmSync(state, { recursive: true });
      }
    });

    for (const [transaction, kept] of [
      ['rolled-back', false],
      ['committed', false],
      ['awaiting-confirmation', true],
    ] as const) {
      it(`${kept ? 'leaves' : 'clears away'} staged copies beside the files when a change is ${transaction}`, () => {
        const root = mkdtempSync(join(tmpdir(), 'bridgehead-image-'));
        try {
          const state = `${root}/var/lib/bridgehead`;
          const change = `${state}/transactions/${'a'.repeat(32)}`;
          const folders = [...writtenFolders.map((folder) => root + folder), change];
          const files = folders.map((folder) => `${folder}/.bridgehead-0af301~`);
          execFileSync('mkdir', ['-p', ...folders, `${state}/transactions/.new-${'b'.repeat(32)}~`]);
          execFileSync('touch', [...files, `${change}/state.${transaction}`, `${root}/etc/sysconfig/.bridgehead-mine`]);
          const { stdout, stderr, status } = spawnSync('sh', [recover, state], { encoding: 'utf8' });
          assert.deepEqual({ stdout, stderr, status }, { stdout: '', stderr: '', status: 0 });
          assert.deepEqual(files.filter(existsSync), kept ? files : []);
          assert.equal(readdirSync(`${state}/transactions`).length, kept ? 2 : 1);
          assert.ok(existsSync(`${root}/etc/sysconfig/.bridgehead-mine`));
        } finally {
          rmSync(root, { recursive: true });
        }
      });
    }

    it('has nothing to do if nothing was ever changed', () => {
      const { stdout, stderr, status } = spawnSync('sh', [recover, '/nonexistent'], { encoding: 'utf8' });
      assert.deepEqual({ stdout, stderr, status }, { stdout: '', stderr: '', status: 0 });
    });
  });

  describe('the client', () => {
    it('starts as a user starts it, and says its version', () => {
      const { stdout, stderr, status } = onHost(['/usr/bin/bridgehead', '--version']);
      const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as { version: string };
      assert.deepEqual({ stdout, stderr, status }, { stdout: `bridgehead ${version}\n`, stderr: '', status: 0 });
    });
  });

  describe('the manual page', () => {
    for (const page of ['bridgeheadd.8', 'bridgehead.1', 'ja/bridgehead.1']) {
      it(`passes mandoc's lint: ${page}`, () => {
        const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', join(top, 'man', page)], {
          encoding: 'utf8',
        });
        assert.equal(stdout, '');
      });
    }

    it('of the client is found and shown by man, in Japanese too', () => {
      const options = { '.': 'SYNOPSIS', ja: '終了ステータス' };
      for (const [folder, word] of Object.entries(options)) {
        const page = join(tree, 'usr/share/man', folder, 'man1/bridgehead.1');
        const { stdout, status } = onHost(['man', '--encoding=utf8', '--local-file', page]);
        assert.equal(status, 0);
        for (const shown of ['--confirm-within', '--json', word]) assert.ok(stdout.includes(shown), shown);
      }
    });

    it('is found and shown by man', () => {
      const { stdout, status } = onHost(['man', '--warnings', '--encoding=ascii', 'bridgeheadd']);
      assert.equal(status, 0);
      for (const option of ['--root', '--state', '--libvirt-uri', '--idle-exit', '--version', '--help']) {
        assert.ok(stdout.includes(option), option);
      }
    });
  });
});

interface Entry {
  /** Below the tree, from `/`. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly digest: string;
}

function install(): string {
  return execFileSync(process.execPath, [installer], { env: { ...process.env, DESTDIR: tree }, encoding: 'utf8' });
}

/** Everything in the tree, by path. */
function entries(): Entry[] {
  const names = readdirSync(tree, { recursive: true, encoding: 'utf8' });
  return names.sort().map((name) => {
    const stats = lstatSync(join(tree, name));
    const kind = stats.isSymbolicLink() ? 'link' : stats.isDirectory() ? 'folder' : 'file';
    const digest = // V8 does not write the same cache twice.
      kind === 'file' && !name.endsWith('.cache')
        ? createHash('sha256')
            .update(readFileSync(join(tree, name)))
            .digest('hex')
        : '';
    return { path: `/${name}`, kind, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid, digest };
  });
}

/** Runs a command with the tree mounted over this machine's /usr, in a mount namespace of its own. */
function onHost(command: readonly string[]): { stdout: string; stderr: string; status: number | null } {
  const script = 'mount -t overlay overlay -o "lowerdir=$1/usr:/usr" /usr && shift && exec "$@"';
  const words = ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', tree, ...command];
  const { stdout, stderr, status } = spawnSync('unshare', words, {
    encoding: 'utf8',
    env: { ...process.env, MANPAGER: 'cat', LC_ALL: 'C.UTF-8' },
  });
  return { stdout, stderr, status };
}
