/** verify: is the bridge as it should be, now and after the next boot? */
import { verifyOptions } from '../../contract/options.ts';
import { findingSchema, readAll, type ShownFinding } from '../replies.ts';
import type { Session } from '../session.ts';
import { safeLine } from '../terminal/safe.ts';
import { findingLines } from '../views/findings.ts';
import type { Verb } from './verb.ts';

export const verifyVerb: Verb = {
  name: 'verify',
  arguments: ['BRIDGE'],
  options: verifyOptions,
  run: async (session, [bridge = ''], options) => {
    const [healthy = false, findings = []] = await (await session.agent()).call('Verify', [bridge, options]);
    session.answer({ healthy, findings }, () => lines(session, bridge, readAll(findingSchema, findings)));
    return healthy === true ? 'done' : 'unhealthy';
  },
};

function lines({ messages, screen }: Session, bridge: string, findings: readonly ShownFinding[]): string[] {
  const count = (wanted: ShownFinding['status']): number => findings.filter(({ status }) => status === wanted).length;
  const [failures, warnings] = [count('fail'), count('warn')];
  const verdict =
    failures > 0
      ? screen.paint('red', messages.verify.unhealthy(safeLine(bridge), failures))
      : screen.paint(warnings > 0 ? 'yellow' : 'green', messages.verify.healthy(safeLine(bridge), warnings));
  return [...findingLines(findings, messages, screen), '', verdict];
}
