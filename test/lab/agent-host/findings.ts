/** The reply of Verify. */
import type { AgentHost } from './agent-host.ts';

export interface Finding {
  readonly check: string;
  readonly status: string;
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
}

export interface Verdict {
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
  readonly failed: readonly Finding[];
}

/** As an unprivileged user. */
export async function verify(host: AgentHost, bridge = 'br0'): Promise<Verdict> {
  const [healthy, findings] = (await host.reply('Verify', [bridge, {}], 'plainuser')) as [boolean, Finding[]];
  return { healthy, findings, failed: findings.filter(({ status }) => status === 'fail') };
}
