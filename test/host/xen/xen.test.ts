import assert from 'node:assert/strict';
import { chmod, rename, symlink } from 'node:fs/promises';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';

const path = '/etc/xen/xend-config.sxp';
const config = `# -*- sh -*-
#(xend-unix-server no)\r
# (network-script 'network-bridge netdev=eth1')
  (network-script 'network-bridge netdev=eth0')  # rack 7
(vif-script vif-bridge)
(dom0-min-mem 256)`;
const off = config.replace("'network-bridge netdev=eth0'", '/bin/true');

const textOf = (host: AgentHost) => host.lab.readFile(path);
const statusOf = async (host: AgentHost) =>
  (await verify(host)).findings.find(({ check }) => check === 'xen')?.status ?? '';

describe("Xen's own bridge script", () => {
  for (const activate of ['live', 'restart', 'boot'] as const) {
    describe(`with activate ${activate}`, () => {
      const host = useAgentHost({ files: { [path]: config } });

      it('is turned off with the first bridge by changing that line alone, as Verify confirms', async () => {
        await chmod(host.lab.path(path), 0o640);
        const { plan } = await host.create({ activate });
        const step = plan.find(({ title }) => title.includes('Xen'));
        assert.match(step?.preview ?? '', /^-.*network-bridge netdev=eth0.*\n\+.*\/bin\/true/m);
        assert.equal(await textOf(host), off);
        assert.equal((await host.lab.hostOk(['stat', '-c', '%a', host.lab.path(path)])).stdout.trim(), '640');
        assert.equal(await statusOf(host), 'pass');
      });

      it('is turned on with the deletion of the last bridge, which restores the file byte for byte', async () => {
        await host.delete({ activate });
        assert.equal(await textOf(host), config);
      });
    });
  }

  describe('with an administrator who edits its file', () => {
    const host = useAgentHost({ files: { [path]: config }, fresh: true });

    it('is turned off again by a second call after it was turned on by hand, as Verify suggests', async () => {
      await host.create();
      await host.lab.writeFile(path, config);
      assert.equal(await statusOf(host), 'fail');
      assert.equal((await host.create()).changed, true);
      assert.equal(await textOf(host), off);
      assert.equal((await host.create()).changed, false);
    });

    it('is turned on again in a file that was changed meanwhile, without touching other lines', async () => {
      await host.create();
      await host.lab.writeFile(path, `(dom0-cpus 2)\n${off}`);
      await host.delete();
      assert.equal(await textOf(host), `(dom0-cpus 2)\n${config}`);
    });

    it('is turned on again by Rollback', async () => {
      const { transaction } = await host.create({ 'confirm-within': 600 });
      assert.equal(await textOf(host), off);
      await host.reply('Rollback', [transaction]);
      assert.equal(await textOf(host), config);
    });

    it('is not changed through a symbolic link', async () => {
      await rename(host.lab.path(path), host.lab.path(`${path}.real`));
      await symlink('xend-config.sxp.real', host.lab.path(path));
      assert.match(await expectRefusal(host, 'Refused', 'CreateBridge', ['br0', 'eth0', {}]), /symbolic link/);
    });
  });

  describe('on a host with two bridges', () => {
    const host = useAgentHost({ files: { [path]: config }, interfaces: 2 });

    it('is turned on again with the last of them', async () => {
      await host.writeScript('ifcfg-eth1', 'DEVICE=eth1\nONBOOT=yes\nBOOTPROTO=none\n');
      await host.create();
      await host.change('CreateBridge', ['br1', 'eth1', {}]);
      await host.delete();
      assert.equal(await textOf(host), off);
      await host.change('DeleteBridge', ['br1', {}]);
      assert.equal(await textOf(host), config);
    });
  });
});
