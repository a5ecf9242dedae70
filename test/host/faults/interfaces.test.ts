import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { scripts, useBench } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { globalAddresses, linkOf } from '../../lab/agent-host/kernel.ts';
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
    what: 'somebody puts the card behind another bridge',
    lines: intoOther,
    code: 'Conflict',
    sentence: /'eth0' is a port of 'other' now/,
  },
  {
    what: 'udev renames the card',
    lines: ['link set eth0 name lan9'],
    code: 'Conflict',
    sentence: /'eth0' was renamed to 'lan9'/,
  },
  {
    what: 'somebody gives the card an address',
    lines: ['addr add 192.0.2.11/24 dev eth0'],
    code: 'Conflict',
    sentence: /addresses or routes of 'eth0'/,
  },
  {
    what: 'somebody adds a route',
    lines: ['route add 198.51.100.0/24 via 192.0.2.1 dev eth0'],
    code: 'Conflict',
    sentence: /addresses or routes of 'eth0'/,
  },
  {
    what: 'somebody makes a bridge of that name',
    lines: ['link add br0 type bridge'],
    code: 'Conflict',
    sentence: /'br0' was created by someone else/,
  },
  {
    what: 'the card is pulled out',
    lines: ['link del eth0'],
    code: 'NotFound',
    sentence: /'eth0' went away/,
  },
];

describe('a change is given up before it touches the links, and what somebody else did stays, where', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  for (const { what, lines, code, sentence } of stories) {
    it(what, async () => {
      await startAgentWithGate(bench, 'after the plan');
      await arm(bench);
      const call = bench.call('CreateBridge', ['br0', 'eth0', {}]);
      await whenAtGate(bench);
      await ipLines(bench, ...lines);
      const theirs = await networkOf(bench.lab);
      await openGate(bench);
      assert.match(expectError(await call, code), sentence);
      assert.deepEqual(await networkOf(bench.lab), theirs);
      assert.equal(await newestState(bench), 'rolled-back');
    });
  }

  it('a guest joins the bridge that is to be deleted', async () => {
    await startAgentWithGate(bench, 'after the plan');
    await bench.create();
    await arm(bench);
    const call = bench.call('DeleteBridge', ['br0', {}]);
    await whenAtGate(bench);
    await ipLines(bench, 'tuntap add vnet0 mode tap', 'link set vnet0 master br0');
    const theirs = await networkOf(bench.lab);
    await openGate(bench);
    assert.match(expectError(await call, 'Busy'), /'br0' is in use by 'vnet0'/);
    assert.deepEqual(await networkOf(bench.lab), theirs);
    assert.equal(await newestState(bench), 'rolled-back');
  });
});

describe('a card', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  it('that somebody takes between the two halves of the change is not stolen, and the new bridge goes', async () => {
    await startAgentWithGate(bench, 'before the card joins');
    const { files } = await networkOf(bench.lab);
    await arm(bench);
    const call = bench.call('CreateBridge', ['br0', 'eth0', {}]);
    await whenAtGate(bench);
    await ipLines(bench, ...intoOther);
    await openGate(bench);
    assert.match(expectError(await call, 'Conflict'), /'eth0' is a port of 'other' now/);
    assert.equal((await linkOf(bench.lab, 'eth0')).master, 'other');
    await assert.rejects(linkOf(bench.lab, 'br0'));
    assert.deepEqual((await networkOf(bench.lab)).files, files);
    assert.equal(await newestState(bench), 'rolled-back');
  });

  it('that is renamed while it is in the bridge has everything back under its new name', async () => {
    const renames = `
[ "$1" = -batch ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
case $batch in *' master br0'*) "$real" link set eth0 name lan9; exit 1 ;; esac`;
    await startAgentWithStub(bench, 'ip', renames);
    const { files } = await networkOf(bench.lab);
    assert.match(expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'Conflict'), /renamed to 'lan9'/);
    const card = await linkOf(bench.lab, 'lan9');
    assert.deepEqual([card.master, globalAddresses(card)], [undefined, ['192.0.2.10/24', '2001:db8:1::10/64']]);
    await assert.rejects(linkOf(bench.lab, 'br0'));
    assert.deepEqual((await networkOf(bench.lab)).files, files);
    assert.equal(await newestState(bench), 'rolled-back');
  });

  it('that has no carrier after the change has it undone', async () => {
    const cable = (to: 'up' | 'down') => bench.lab.router(['ip', 'link', 'set', 'port-host', to]);
    await startAgentWithGate(bench, 'after the card has joined');
    const start = await networkOf(bench.lab);
    await arm(bench);
    const call = bench.call('CreateBridge', ['br0', 'eth0', {}]);
    await whenAtGate(bench);
    await cable('down');
    await openGate(bench);
    const result = await call;
    await cable('up');
    expectError(result, 'RolledBack');
    assert.deepEqual(await networkOf(bench.lab), start);
  });

  it('whose carrier comes back while it is looked at keeps the change', async () => {
    const cable = (to: 'up' | 'down') => `nsenter --net=/run/lab/router ip link set port-host ${to}`;
    // The network service's half minute, for on a busy machine two seconds may be over before the cable is in again.
    const pullsIt = `"$real" "$@" || exit\n[ "$2" != restart ] || { ${cable('down')}; : >"$here/out"; }`;
    const plugsIt = `
case " $* " in *' -j'*) [ -e "$here/out" ] || exec "$real" "$@" ;; *) exec "$real" "$@" ;; esac
seen=$("$real" "$@")
status=$?
printf '%s\\n' "$seen"
case $seen in *NO-CARRIER*) rm "$here/out"; ${cable('up')} ;; esac
exit $status`;
    await writeStub(bench, 'ip', plugsIt);
    await startAgentWithStub(bench, 'service', pullsIt);
    assert.equal((await bench.create({ activate: 'restart' })).state, 'committed');
    assert.equal(bench.lab.exists('/stubs/out'), false, 'it was seen without a carrier');
  });
});

describe('a file that somebody edits after the change has written it', () => {
  const bench = useBench({ noAgent: true });

  it('is left as it is when the change fails, and what it was before lies in the journal', async () => {
    const file = `${scripts}/ifcfg-eth0`;
    const edits = `
[ "$1" = -batch ] || exec "$real" "$@"
echo '# by hand' >>${bench.lab.path(file)}
exit 1`;
    const original = await bench.lab.readFile(file);
    await startAgentWithStub(bench, 'ip', edits);
    const { kernel } = await networkOf(bench.lab);
    const sentence = expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'RollbackIncomplete');
    const [, kept = ''] = /what it was is in '([^']+)'/.exec(sentence) ?? [];
    assert.match(await bench.lab.readFile(file), /BRIDGE=.*\n(.*\n)*# by hand\n$/);
    assert.equal((await bench.lab.hostOk(['cat', kept])).stdout, original);
    assert.ok(!bench.lab.exists(`${scripts}/ifcfg-br0`));
    assert.deepEqual((await networkOf(bench.lab)).kernel, kernel);
  });
});
