import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { useBench } from '../../lab/agent-host/agent-host.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { detailsOf } from '../../lab/agent-host/journal.ts';

describe('Confirm and Rollback', () => {
  const bench = useBench({ fresh: true });

  /** plainuser may make and delete bridges from now on, but neither confirm nor roll back what others made. */
  async function letPlainuserCreate(): Promise<void> {
    const rules = `polkit.addRule(function (action, subject) {
  if (/[.](create|delete)-bridge$/.test(action.id) && subject.user === "plainuser") return polkit.Result.YES;
});
`;
    await bench.lab.stopPolkit();
    await writeFile(join(bench.lab.root, '../etc/polkit-rules/30-plainuser.rules'), rules);
    await bench.lab.startPolkit();
  }

  it('are not for another user without authorisation', async () => {
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    for (const method of ['Confirm', 'Rollback']) {
      await expectRefusal(bench, 'NotAuthorized', method, [transaction], 'plainuser');
    }
    assert.equal((await detailsOf(bench, transaction)).state, 'awaiting-confirmation');
  });

  it('are for another user with authorisation', async () => {
    const first = await bench.create({ 'confirm-within': 600 }, 'root');
    await bench.reply('Confirm', [first.transaction], 'operator1');
    await bench.delete();
    const start = await networkOf(bench.lab);
    const second = await bench.create({ 'confirm-within': 600 }, 'root');
    await bench.reply('Rollback', [second.transaction], 'operator1');
    assert.deepEqual(await networkOf(bench.lab), start);
  });

  it('are for whoever made the change, without authorisation, while it waits', async () => {
    await letPlainuserCreate();
    const first = await bench.create({ 'confirm-within': 600 }, 'plainuser');
    await bench.reply('Rollback', [first.transaction], 'plainuser');
    const second = await bench.create({ 'confirm-within': 600 }, 'plainuser');
    await bench.reply('Confirm', [second.transaction], 'plainuser');
    for (const method of ['Confirm', 'Rollback'])
      await expectRefusal(bench, 'NotAuthorized', method, [second.transaction], 'plainuser');
  });

  it('are for root, and for whoever made the change, where polkit is absent', async () => {
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await bench.lab.stopPolkit();
    await expectRefusal(bench, 'NotAuthorized', 'Rollback', [transaction], 'plainuser');
    await bench.reply('Rollback', [transaction], 'operator1');
    const again = await bench.create({ 'confirm-within': 600 }, 'root');
    await bench.reply('Confirm', [again.transaction], 'root');
    expectError(await bench.call('DeleteBridge', ['br0', {}], 'operator1'), 'NotAuthorized');
    await bench.delete({}, 'root');
  });

  for (const method of ['Confirm', 'Rollback', 'GetTransaction']) {
    it(`are NotFound for an unknown transaction, InvalidArgs for what is none: ${method}`, async () => {
      await expectRefusal(bench, 'NotFound', method, ['0123456789abcdef0123456789abcdef']);
      for (const id of ['', 'x', '../../../etc', '0123456789ABCDEF0123456789ABCDEF', `${'0'.repeat(32)}0`, '0\n']) {
        await expectRefusal(bench, 'InvalidArgs', method, [id]);
      }
    });
  }
});
