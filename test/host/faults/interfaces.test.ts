import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { globalAddresses, linkOf, ownAddresses } from '../../lab/agent-host/kernel.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { openGate, startAgentWithStub, writeStub } from '../../lab/agent-host/stub-command.ts';
import { newestState } from '../../lab/agent-host/journal.ts';
import { arm, ipLines, startAgentWithGate, whenAtGate } from './gates.ts';

interface Story {
  readonly what: string;
  readonly lines: readonly string[];
  readonly code: ErrorCode;
  readonly sentence: RegExp;
}

const intoOther = ['link add other type bridge', 'link set eth0 master other'];

const stories: readonly Story[] = [
  {
    what: 'the uplink is put behind another bridge',
    lines: intoOther,
    code: 'Conflict',
    sentence: /'eth0' is a port of 'other' now/,
  },
  {
    what: 'udev renames the uplink',
    lines: ['link set eth0 name lan9'],
    code: 'Conflict',
    sentence: /'eth0' was renamed to 'lan9'/,
  },
  {
    what: 'the uplink gets another address',
    lines: ['addr add 192.0.2.11/24 dev eth0'],
    code: 'Conflict',
    sentence: /addresses or routes of 'eth0'/,
  },
  {
    what: 'a route is added',
    lines: ['route add 198.51.100.0/24 via 192.0.2.1 dev eth0'],
    code: 'Conflict',
    sentence: /addresses or routes of 'eth0'/,
  },
  {
    what: 'a bridge of that name is created',
    lines: ['link add br0 type bridge'],
    code: 'Conflict',
    sentence: /'br0' was created outside bridgehead/,
  },
  {
    what: 'the uplink is removed',
    lines: ['link del eth0'],
    code: 'NotFound',
    sentence: /'eth0' went away/,
  },
];

describe('a change is abandoned before it touches the links, and leaves the host as others changed it, if', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  for (const { what, lines, code, sentence } of stories) {
    it(what, async () => {
      await startAgentWithGate(host, 'after the plan');
      await arm(host);
      const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
      await whenAtGate(host);
      await ipLines(host, ...lines);
      const theirs = await networkOf(host.lab);
      await openGate(host);
      assert.match(expectError(await call, code), sentence);
      assert.deepEqual(await networkOf(host.lab), theirs);
      assert.equal(await newestState(host), 'rolled-back');
    });
  }

  it('a guest joins the bridge being deleted', async () => {
    await startAgentWithGate(host, 'after the plan');
    await host.create();
    await arm(host);
    const call = host.call('DeleteBridge', ['br0', {}]);
    await whenAtGate(host);
    await ipLines(host, 'tuntap add vnet0 mode tap', 'link set vnet0 master br0');
    const theirs = await networkOf(host.lab);
    await openGate(host);
    assert.match(expectError(await call, 'Busy'), /'br0' is in use by 'vnet0'/);
    assert.deepEqual(await networkOf(host.lab), theirs);
    assert.equal(await newestState(host), 'rolled-back');
  });
});

describe('the uplink', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  it('is not taken from another bridge that it joined in the middle of the change, and the new bridge is removed', async () => {
    await startAgentWithGate(host, 'before the uplink joins');
    const { files } = await networkOf(host.lab);
    await arm(host);
    const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
    await whenAtGate(host);
    await ipLines(host, ...intoOther);
    await openGate(host);
    assert.match(expectError(await call, 'Conflict'), /'eth0' is a port of 'other' now/);
    assert.equal((await linkOf(host.lab, 'eth0')).master, 'other');
    await assert.rejects(linkOf(host.lab, 'br0'));
    assert.deepEqual((await networkOf(host.lab)).files, files);
    assert.equal(await newestState(host), 'rolled-back');
  });

  it('gets everything back under its new name if it is renamed while it is in the bridge', async () => {
    const renames = `
[ "$1" = -batch ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
case $batch in *' master br0'*) "$real" link set eth0 name lan9; exit 1 ;; esac`;
    await startAgentWithStub(host, 'ip', renames);
    const { files } = await networkOf(host.lab);
    assert.match(expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'Conflict'), /renamed to 'lan9'/);
    const uplink = await linkOf(host.lab, 'lan9');
    assert.deepEqual([uplink.master, globalAddresses(uplink)], [undefined, ownAddresses]);
    await assert.rejects(linkOf(host.lab, 'br0'));
    assert.deepEqual((await networkOf(host.lab)).files, files);
    assert.equal(await newestState(host), 'rolled-back');
  });

  it('causes the change to be undone if it has no carrier afterwards', async () => {
    const cable = (to: 'up' | 'down') => host.lab.router(['ip', 'link', 'set', 'port-host', to]);
    await startAgentWithGate(host, 'after the uplink has joined');
    const start = await networkOf(host.lab);
    await arm(host);
    const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
    await whenAtGate(host);
    await cable('down');
    await openGate(host);
    const result = await call;
    await cable('up');
    expectError(result, 'RolledBack');
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('does not cause an undo if its carrier returns during the check', async () => {
    const cable = (to: 'up' | 'down') => `nsenter --net=/run/lab/router ip link set port-host ${to}`;
    // With activate restart the agent waits half a minute; two seconds may be too short on a busy machine.
    const pullsIt = `"$real" "$@" || exit\n[ "$2" != restart ] || { ${cable('down')}; : >"$here/out"; }`;
    const plugsIt = `
case $* in '-json '*'-batch -') ;; *) exec "$real" "$@" ;; esac
"$real" "$@" | while read -r line; do
  printf '%s\\n' "$line"
  case $line in *NO-CARRIER*) ! rm "$here/out" 2>/dev/null || ${cable('up')} ;; esac
done`;
    await writeStub(host, 'ip', plugsIt);
    await startAgentWithStub(host, 'service', pullsIt);
    assert.equal((await host.create({ activate: 'restart' })).state, 'committed');
    assert.equal(host.lab.exists('/stubs/out'), false, 'it was seen without a carrier');
  });
});

describe('a file that is edited after the change wrote it', () => {
  const host = useAgentHost({ noAgent: true });

  it('keeps its edit when the change fails, and the original is in the journal', async () => {
    const file = `${scripts}/ifcfg-eth0`;
    const edits = `
[ "$1" = -batch ] || exec "$real" "$@"
echo '# by hand' >>${host.lab.path(file)}
exit 1`;
    const original = await host.lab.readFile(file);
    await startAgentWithStub(host, 'ip', edits);
    const { kernel } = await networkOf(host.lab);
    const sentence = expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'RollbackIncomplete');
    const [, kept = ''] = /what it was is in '([^']+)'/.exec(sentence) ?? [];
    assert.match(await host.lab.readFile(file), /BRIDGE=.*\n(.*\n)*# by hand\n$/);
    assert.equal((await host.lab.hostOk(['cat', kept])).stdout, original);
    assert.ok(!host.lab.exists(`${scripts}/ifcfg-br0`));
    assert.deepEqual((await networkOf(host.lab)).kernel, kernel);
  });
});
