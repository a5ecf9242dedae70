/** What the benchmark reads: its command line, and strace's lines. */
import assert from 'node:assert/strict';
import { readCommandLine } from '../../../bench/command-line.ts';
import { startWords } from '../../../bench/installed.ts';
import { countsIn } from '../../../bench/parts/counts.ts';

describe("the benchmark's command line", () => {
  it('measures everything in seven rounds by default, and writes nothing', () => {
    assert.deepEqual(readCommandLine([]), { rounds: 7, parts: ['packets', 'start', 'calls', 'ports'], write: false });
  });

  it('takes a number of rounds, parts, and whether to write', () => {
    const line = readCommandLine(['3', '--only', 'ports', '--only', 'start', '--write']);
    assert.deepEqual(line, { rounds: 3, parts: ['start', 'ports'], write: true });
  });

  it('refuses anything else', () => {
    for (const words of [['0'], ['1.5'], ['3', '4'], ['--only', 'everything']])
      assert.throws(() => readCommandLine(words), /usage: npm run bench/);
    assert.throws(() => readCommandLine(['--fast']));
  });
});

describe('the installed daemon', () => {
  it('is started with the words and the environment of the unit', () => {
    const unit =
      'Environment=BRIDGEHEAD_BOOT_ID=%b\nEnvironment=PATH=/usr/sbin\nExecStart=/usr/sbin/bridgeheadd --idle-exit 300\n';
    assert.deepEqual(startWords(unit), ['/usr/sbin/bridgeheadd', '--idle-exit', '300']);
    const more = `${unit}Environment=NODE_OPTIONS=--jitless\n`;
    assert.deepEqual(startWords(more), ['env', 'NODE_OPTIONS=--jitless', ...startWords(unit)]);
  });
});

describe("strace's lines", () => {
  it('count programs that were started, and syncs', () => {
    const trace = `12 execve("/usr/local/sbin/ip", ["ip"], 0x1 /* 4 vars */) = -1 ENOENT (No such file or directory)
12 execve("/usr/sbin/ip", ["ip"], 0x1 /* 4 vars */) = 0
13 execve("/bin/sh", ["sh"], 0x1 /* 4 vars */ <unfinished ...>
11 fsync(20) = 0
13 <... execve resumed>) = 0
11 fdatasync(20 <unfinished ...>
11 <... fdatasync resumed>) = 0
14 sync() = 0
14 +++ exited with 0 +++
`;
    assert.deepEqual(countsIn(trace), { programs: 2, syncs: 3 });
  });
});
