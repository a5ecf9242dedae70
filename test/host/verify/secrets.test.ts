import assert from 'node:assert/strict';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';

/** Unprivileged methods. */
const free = [
  ['Verify', ['br0', {}]],
  ['ListBridges', []],
  ['ListInterfaces', []],
  ['ListTransactions', []],
] as const;

describe('what only root may read', () => {
  const host = useAgentHost();

  it('is in no reply to an unprivileged user', async () => {
    const secret = 'S3cr$t-of-the-switch';
    await host.create();
    const text = await host.script('ifcfg-eth0');
    await host.lab.writeFile(`${scripts}/ifcfg-eth0`, `${text}IEEE_8021X_PASSWORD="${secret}"\n`, 0o600);
    const rule = `iptables -A FORWARD -m comment --comment '${secret}' -j DROP`;
    await host.lab.hostOk(['sh', '-c', `sysctl -q net.bridge.bridge-nf-call-iptables=1 && ${rule}`]);
    const answers = new Map<string, string>();
    for (const [method, args] of free) {
      const result = await host.call(method, args, 'plainuser');
      assert.ok(result.ok, `${method}: ${JSON.stringify(result)}`);
      answers.set(method, JSON.stringify(result));
    }
    for (const [method, answer] of answers) assert.doesNotMatch(answer, /S3cr|of-the-switch/, method);
    const verdict = answers.get('Verify') ?? '';
    assert.match(verdict, /'ifcfg-eth0' has lines that only a shell can read: line \d+ \(IEEE_8021X_PASSWORD\)/);
    assert.match(verdict, /iptables FORWARD rule 1/);
  });
});
