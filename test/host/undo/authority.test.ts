import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { detailsOf } from '../../lab/agent-host/journal.ts';

describe('Confirm and Rollback', () => {
  const host = useAgentHost({ fresh: true });

  /** From now on plainuser may create and delete bridges, but neither confirm nor roll back changes of others. */
  async function letPlainuserCreate(): Promise<void> {
    const rules = `polkit.addRule(function (action, subject) {
  if (/[.](create|delete)-bridge$/.test(action.id) && subject.user === "plainuser") return polkit.Result.YES;
});
`;
    await host.lab.stopPolkit();
    await writeFile(join(host.lab.root, '../etc/polkit-rules/30-plainuser.rules'), rules);
    await host.lab.startPolkit();
  }

  it('are denied to another user without authorisation', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    for (const method of ['Confirm', 'Rollback']) {
      await expectRefusal(host, 'NotAuthorized', method, [transaction], 'plainuser');
    }
    assert.equal((await detailsOf(host, transaction)).state, 'awaiting-confirmation');
  });

  it('are allowed to another user with authorisation', async () => {
    const first = await host.create({ 'confirm-within': 600 }, 'root');
    await host.reply('Confirm', [first.transaction], 'operator1');
    await host.delete();
    const start = await networkOf(host.lab);
    const second = await host.create({ 'confirm-within': 600 }, 'root');
    await host.reply('Rollback', [second.transaction], 'operator1');
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('are allowed on probation to the user who made the change, without authorisation', async () => {
    await letPlainuserCreate();
    const first = await host.create({ 'confirm-within': 600 }, 'plainuser');
    await host.reply('Rollback', [first.transaction], 'plainuser');
    const second = await host.create({ 'confirm-within': 600 }, 'plainuser');
    await host.reply('Confirm', [second.transaction], 'plainuser');
    for (const method of ['Confirm', 'Rollback'])
      await expectRefusal(host, 'NotAuthorized', method, [second.transaction], 'plainuser');
  });

  it('are allowed to root and to the user who made the change while polkit is absent', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.lab.stopPolkit();
    await expectRefusal(host, 'NotAuthorized', 'Rollback', [transaction], 'plainuser');
    await host.reply('Rollback', [transaction], 'operator1');
    const again = await host.create({ 'confirm-within': 600 }, 'root');
    await host.reply('Confirm', [again.transaction], 'root');
    expectError(await host.call('DeleteBridge', ['br0', {}], 'operator1'), 'NotAuthorized');
    await host.delete({}, 'root');
  });

  for (const method of ['Confirm', 'Rollback', 'GetTransaction']) {
    it(`fail with NotFound for an unknown transaction and with InvalidArgs for a malformed id: ${method}`, async () => {
      await expectRefusal(host, 'NotFound', method, ['0123456789abcdef0123456789abcdef']);
      for (const id of ['', 'x', '../../../etc', '0123456789ABCDEF0123456789ABCDEF', `${'0'.repeat(32)}0`, '0\n']) {
        await expectRefusal(host, 'InvalidArgs', method, [id]);
      }
    });
  }
});
