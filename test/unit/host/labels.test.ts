import assert from 'node:assert/strict';
import { createLabel } from '../../../src/host/labels.ts';
import type { CommandResult } from '../../../src/host/commands.ts';

const label = 'system_u:object_r:net_conf_t:s0';
const file = '/etc/sysconfig/network-scripts/ifcfg-br0';
const temporary = '/etc/sysconfig/network-scripts/.bridgehead-0af301~';

interface Answers {
  readonly missing?: boolean;
  readonly matchpathcon?: Partial<CommandResult>;
  readonly chcon?: Partial<CommandResult>;
}

/** SELinux's own programs, as far as they are asked: there is no such kernel here. */
function programs({ missing, ...answers }: Answers = {}) {
  const ran: string[] = [];
  const outcome = { exitCode: 0, stdout: '', stderr: '' };
  return {
    ran,
    find: (program: string) => Promise.resolve(missing === true ? undefined : `/usr/sbin/${program}`),
    run: (program: string, args: readonly string[]) => {
      ran.push(`${program} ${args.join(' ')}`);
      const found = program === 'matchpathcon' ? { stdout: `${label}\n`, ...answers.matchpathcon } : answers.chcon;
      return Promise.resolve({ ...outcome, ...found });
    },
  };
}

describe('the SELinux label of a file that is written', () => {
  it('is what the policy has for its name, set before it replaces the old one', async () => {
    const commands = programs();
    await createLabel(commands, '/var/lib/bridgehead')(temporary, file);
    assert.deepEqual(commands.ran, [`matchpathcon -n ${file}`, `chcon -h ${label} ${temporary}`]);
  });

  it('is kept where a file is replaced, whatever the policy says', async () => {
    const commands = programs();
    await createLabel(commands, '/var/lib/bridgehead')(temporary, '/etc/passwd');
    assert.deepEqual(commands.ran, [`chcon -h --reference=/etc/passwd ${temporary}`]);
  });

  it('is looked up once for each name', async () => {
    const commands = programs();
    const give = createLabel(commands, '/var/lib/bridgehead');
    await give(temporary, file);
    await give(temporary, file);
    await give(temporary, '/etc/sysconfig/iptables');
    assert.equal(commands.ran.filter((line) => line.startsWith('matchpathcon')).length, 2);
    assert.equal(commands.ran.filter((line) => line.startsWith('chcon')).length, 3);
  });

  it("is the folder's if only we read the file, or if it is prepared for an undo", async () => {
    const commands = programs();
    const give = createLabel(commands, '/var/lib/bridgehead');
    await give('/var/lib/bridgehead/.x', '/var/lib/bridgehead/transactions/a/undo.sh');
    await give(temporary, '/etc/sysconfig/network-scripts/.bridgehead-77aa01~');
    assert.deepEqual(commands.ran, []);
  });

  const unlabelled: readonly (readonly [what: string, answers: Answers])[] = [
    ['nothing tells which', { missing: true }],
    ['the policy has none for the name', { matchpathcon: { stdout: '<<none>>\n' } }],
    ['the look-up fails', { matchpathcon: { exitCode: 1, stdout: '' } }],
  ];
  for (const [what, answers] of unlabelled) {
    it(`is the folder's if ${what}, and the file is written`, async () => {
      const commands = programs(answers);
      await createLabel(commands, '/var/lib/bridgehead')(temporary, file);
      assert.equal(commands.ran.filter((line) => line.startsWith('chcon')).length, 0);
    });
  }

  it('that cannot be set keeps the file from being written', async () => {
    const commands = programs({ chcon: { exitCode: 1, stderr: 'chcon: Operation not permitted\n' } });
    const given = createLabel(commands, '/var/lib/bridgehead')(temporary, file);
    await assert.rejects(given, /the SELinux label of '.*ifcfg-br0' cannot be set/);
  });
});
