import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { keepalivedFile, startKeepalived, startSupplicant, virtualAddress } from '../../lab/daemons/daemons.ts';

describe('a real daemon on the interface', () => {
  const host = useAgentHost({ fresh: true });
  const addressesOf = async (name: string) => (await host.lab.hostOk(['ip', 'addr', 'show', name])).stdout;

  it('keepalived: its address moves and is not written, it is named, and what it does afterwards is known', async () => {
    const keepalived = await startKeepalived(host.lab);
    const { warnings } = await host.create();
    const said = warnings.join('\n');
    assert.match(said, new RegExp(`the address '${virtualAddress}/32' is in the kernel only: it moves to 'br0' now`));
    assert.match(said, new RegExp(`^keepalived is bound to 'eth0' by line 5 of '${keepalivedFile}'`, 'm'));
    assert.match(await addressesOf('br0'), new RegExp(` ${virtualAddress}/32 `));
    assert.doesNotMatch(await host.script('ifcfg-br0'), new RegExp(virtualAddress));
    await eventually('keepalived has lost its address', () => keepalived.log().includes('Entering FAULT STATE'));
    assert.match(said, /restart keepalived, because until then its addresses stay on 'br0'/);
    const found = (await verify(host)).findings.find(({ check }) => check === 'config-bridge');
    assert.equal(found?.status, 'warn');
    assert.match(found.message, new RegExp(`the next boot loses '${virtualAddress}/32'`));
  });

  it('wpa_supplicant: the bridge is refused, because the switch may close its port', async () => {
    await startSupplicant(host.lab);
    const sentence = await expectRefusal(host, 'Refused', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(sentence, /802\.1X on 'eth0'/);
    const { warnings } = await host.create({ 'dry-run': true, 'confirm-within': 60 });
    assert.match(
      warnings.join('\n'),
      /^wpa_supplicant has a configuration for 'eth0', the file '.*-wired-eth0\.conf'/m,
    );
  });
});
