import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { networkOf, snapshotOf } from '../../lab/agent-host/snapshot.ts';
import { once, startAgentWithStub } from '../../lab/agent-host/stub-command.ts';
import { newestState } from '../../lab/agent-host/journal.ts';

/** What ip(8) does with a batch until it is repaired; otherwise it is the real one. */
const faults: readonly (readonly [what: string, code: ErrorCode, script: string])[] = [
  ['fails before it does anything', 'CommandFailed', 'echo "Cannot talk to rtnetlink" >&2; exit 2'],
  ['is killed in the middle', 'CommandFailed', 'head -n 3 | "$real" -batch -; kill -KILL $$'],
  ['reports success and does nothing', 'RolledBack', 'cat >/dev/null; exit 0'],
  ['reports success and does only a part', 'RolledBack', 'head -n 3 | "$real" -batch -; exit 0'],
];

const stubbed = (script: string) =>
  `if [ "$1" = -batch ] && [ ! -e "$here/well" ]; then\n${script}\nfi\nexec "$real" "$@"`;

describe('a change during which ip(8)', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  for (const [what, code, script] of faults) {
    it(`${what} ends in ${code}, and everything is as before`, async () => {
      await startAgentWithStub(host, 'ip', stubbed(script));
      const start = await networkOf(host.lab);
      const sentence = expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), code);
      assert.doesNotMatch(sentence, /rtnetlink|at .*\.js/);
      assert.deepEqual(await networkOf(host.lab), start);
      for (const address of hostAddresses) await expectAnswer(host.lab, address);
      assert.equal(await newestState(host), 'rolled-back');
      await host.lab.writeFile('/stubs/well', '');
      assert.equal((await host.create()).state, 'committed', 'the next call succeeds');
    });
  }

  it('is killed in the middle of the undo, is made whole all the same', async () => {
    const killed = `sed '/ master br0$/q' | "$real" -force -batch -; kill -KILL $$`;
    await startAgentWithStub(host, 'ip', `if [ "$1" = -force ] && ${once}; then\n${killed}\nfi\nexec "$real" "$@"`);
    await host.create();
    const start = await networkOf(host.lab);
    const { transaction } = await host.delete({ 'confirm-within': 600 });
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(host.lab), start);
    for (const address of hostAddresses) await expectAnswer(host.lab, address);
  });

  for (const output of ['garbage', '[]', '{"a":', '[{"ifname":7}]']) {
    it(`prints ${output} instead of JSON fails and touches nothing`, async () => {
      await startAgentWithStub(
        host,
        'ip',
        `case " $* " in *' -j'*) echo '${output}'; exit 0 ;; esac\nexec "$real" "$@"`,
      );
      const start = await snapshotOf(host.lab);
      const result = await host.call('CreateBridge', ['br0', 'eth0', {}]);
      expectError(result, 'CommandFailed', 'Unsupported', 'NotFound');
      assert.deepEqual(await snapshotOf(host.lab), start);
    });
  }
});

describe('a change', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  it('fails with CommandFailed and is undone if a file cannot be replaced', async () => {
    await host.startAgent();
    const file = host.lab.path(`${scripts}/ifcfg-eth0`);
    const start = await networkOf(host.lab);
    // A mount point cannot be replaced by a rename (rename(2): EBUSY).
    await host.lab.hostOk(['mount', '--bind', file, file]);
    const sentence = expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.match(sentence, /ifcfg-eth0'/);
    await host.lab.hostOk(['umount', file]);
    assert.deepEqual(await networkOf(host.lab), start);
    assert.equal(await newestState(host), 'rolled-back');
  });

  it('is refused before anything is touched if there is no room for the journal', async () => {
    const state = host.lab.path('/var/lib/bridgehead');
    await host.lab.writeFile('/var/lib/bridgehead/lock', '');
    await host.lab.hostOk(['mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', state]);
    await host.startAgent();
    await host.lab.host(['sh', '-c', `head -c 1M /dev/zero >'${state}/ballast'`]);
    const start = await networkOf(host.lab);
    expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('fails with Unsupported if a program that it needs is missing', async () => {
    const folder = host.lab.path('/programs');
    const linkAll = 'mkdir "$0" && ln -s /usr/bin/* "$0" && ln -sf /usr/sbin/* "$0" && rm "$0/ip"';
    await host.lab.hostOk(['sh', '-c', linkAll, folder]);
    await host.startAgent({ env: { PATH: folder } });
    const start = await networkOf(host.lab);
    const sentence = expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'Unsupported');
    assert.match(sentence, /'ip'/);
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('fails with CommandFailed and is undone if the network service fails', async () => {
    await startAgentWithStub(
      host,
      'service',
      `if [ "$2" = restart ] && ${once}; then "$real" network stop; exit 1; fi\nexec "$real" "$@"`,
    );
    const start = await networkOf(host.lab);
    expectError(await host.call('CreateBridge', ['br0', 'eth0', { activate: 'restart' }]), 'CommandFailed');
    const now = await networkOf(host.lab);
    assert.deepEqual(now.files, start.files);
    for (const address of hostAddresses) await expectAnswer(host.lab, address);
  });

  it('fails with CommandFailed and is undone if a command hangs and ignores signals', async () => {
    await startAgentWithStub(host, 'ip', stubbed("trap '' TERM INT; while :; do sleep 1; done"));
    const start = await networkOf(host.lab);
    expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.deepEqual(await networkOf(host.lab), start);
  });
});
