import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { verify } from '../../lab/agent-host/findings.ts';

const ours = '/etc/cloud/cloud.cfg.d/99-bridgehead-network.cfg';
const files = {
  '/etc/cloud/cloud.cfg': 'users:\n  - default\ndisable_root: true\n',
  '/etc/cloud/cloud.cfg.d/05_logging.cfg': '_log:\n  - &log_base |\n    [loggers]\n    keys=root\n',
};

describe('a host whose network cloud-init may write at a boot', () => {
  const host = useAgentHost({ fresh: true, files });

  const text = (): Promise<string | undefined> => host.lab.readFile(ours).catch(() => undefined);
  const isNamed = (warnings: readonly string[] = []): boolean => warnings.some((one) => one.includes('cloud-init'));
  const finding = async () => (await verify(host)).findings.find(({ check }) => check === 'config-interface');

  it('is said in a warning, and by Verify, and nothing is written', async () => {
    const { warnings } = await host.create();
    assert.ok(isNamed(warnings), JSON.stringify(warnings));
    assert.equal(await text(), undefined);
    assert.equal((await finding())?.status, 'warn');
  });

  it('no longer does where the caller turns it off, until the last bridge is deleted', async () => {
    const { warnings, transaction } = await host.create({ 'cloud-init': 'disable' });
    assert.ok(!isNamed(warnings), JSON.stringify(warnings));
    assert.match((await text()) ?? '', /^network: \{config: disabled\}$/m);
    assert.equal((await finding())?.status, 'pass');
    assert.notEqual(transaction, '');
    await host.delete();
    assert.equal(await text(), undefined);
  });

  it('does so again after a rollback', async () => {
    const { transaction } = await host.create({ 'cloud-init': 'disable', 'confirm-within': 3600 });
    assert.notEqual(await text(), undefined);
    await host.reply('Rollback', [transaction]);
    assert.equal(await text(), undefined);
  });
});
