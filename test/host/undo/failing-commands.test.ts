import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { scripts, useBench } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { networkOf, pictureOf } from '../../lab/agent-host/snapshot.ts';
import { once, startAgentWithStub } from '../../lab/agent-host/stub-command.ts';
import { newestState } from '../../lab/agent-host/journal.ts';

/** What ip(8) does when it gets a batch; for all else, and once it is well again, it is the real one. */
const faults: readonly (readonly [what: string, code: ErrorCode, script: string])[] = [
  ['fails before it has done anything', 'CommandFailed', 'echo "Cannot talk to rtnetlink" >&2; exit 2'],
  ['is killed in the middle', 'CommandFailed', 'head -n 3 | "$real" -batch -; kill -KILL $$'],
  ['says that it worked and has done nothing', 'RolledBack', 'cat >/dev/null; exit 0'],
  ['says that it worked and has done a part', 'RolledBack', 'head -n 3 | "$real" -batch -; exit 0'],
];

const stubbed = (script: string) =>
  `if [ "$1" = -batch ] && [ ! -e "$here/well" ]; then\n${script}\nfi\nexec "$real" "$@"`;

describe('a change in which ip(8)', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  for (const [what, code, script] of faults) {
    it(`${what} is ${code}, and everything is as before`, async () => {
      await startAgentWithStub(bench, 'ip', stubbed(script));
      const start = await networkOf(bench.lab);
      const sentence = expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), code);
      assert.doesNotMatch(sentence, /rtnetlink|at .*\.js/);
      assert.deepEqual(await networkOf(bench.lab), start);
      for (const address of hostAddresses) await expectAnswer(bench.lab, address);
      assert.equal(await newestState(bench), 'rolled-back');
      await bench.lab.writeFile('/stubs/well', '');
      assert.equal((await bench.create()).state, 'committed', 'the next call succeeds');
    });
  }

  for (const output of ['garbage', '[]', '{"a":', '[{"ifname":7}]']) {
    it(`prints ${output} instead of JSON fails, and nothing is touched`, async () => {
      await startAgentWithStub(
        bench,
        'ip',
        `case " $* " in *' -j'*) echo '${output}'; exit 0 ;; esac\nexec "$real" "$@"`,
      );
      const start = await pictureOf(bench.lab);
      const result = await bench.call('CreateBridge', ['br0', 'eth0', {}]);
      expectError(result, 'CommandFailed', 'Unsupported', 'NotFound');
      assert.deepEqual(await pictureOf(bench.lab), start);
    });
  }
});

describe('a change', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  it('is CommandFailed and undone where a file cannot be replaced', async () => {
    await bench.startAgent();
    const file = bench.lab.path(`${scripts}/ifcfg-eth0`);
    const start = await networkOf(bench.lab);
    // What something is mounted on cannot be renamed over (rename(2): EBUSY).
    await bench.lab.hostOk(['mount', '--bind', file, file]);
    const sentence = expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.match(sentence, /ifcfg-eth0'/);
    await bench.lab.hostOk(['umount', file]);
    assert.deepEqual(await networkOf(bench.lab), start);
    assert.equal(await newestState(bench), 'rolled-back');
  });

  it('is refused before anything is touched where the journal has no room', async () => {
    const state = bench.lab.path('/var/lib/bridgehead');
    await bench.lab.writeFile('/var/lib/bridgehead/lock', '');
    await bench.lab.hostOk(['mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', state]);
    await bench.startAgent();
    await bench.lab.host(['sh', '-c', `head -c 1M /dev/zero >'${state}/ballast'`]);
    const start = await networkOf(bench.lab);
    expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.deepEqual(await networkOf(bench.lab), start);
  });

  it('is Unsupported where a program that it needs is missing', async () => {
    const folder = bench.lab.path('/programs');
    const linkAll = 'mkdir "$0" && ln -s /usr/bin/* "$0" && ln -sf /usr/sbin/* "$0" && rm "$0/ip"';
    await bench.lab.hostOk(['sh', '-c', linkAll, folder]);
    await bench.startAgent({ env: { PATH: folder } });
    const start = await networkOf(bench.lab);
    const sentence = expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'Unsupported');
    assert.match(sentence, /'ip'/);
    assert.deepEqual(await networkOf(bench.lab), start);
  });

  it("is CommandFailed and undone where the host's network service fails", async () => {
    await startAgentWithStub(
      bench,
      'service',
      `if [ "$2" = restart ] && ${once}; then "$real" network stop; exit 1; fi\nexec "$real" "$@"`,
    );
    const start = await networkOf(bench.lab);
    expectError(await bench.call('CreateBridge', ['br0', 'eth0', { activate: 'restart' }]), 'CommandFailed');
    const now = await networkOf(bench.lab);
    assert.deepEqual(now.files, start.files);
    for (const address of hostAddresses) await expectAnswer(bench.lab, address);
  });

  it('is CommandFailed and undone where a command hangs and will not be told', async () => {
    await startAgentWithStub(bench, 'ip', stubbed("trap '' TERM INT; while :; do sleep 1; done"));
    const start = await networkOf(bench.lab);
    expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.deepEqual(await networkOf(bench.lab), start);
  });
});
