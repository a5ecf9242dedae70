/** What Verify suggests, typed by an administrator whose session runs over the bridge. */
import assert from 'node:assert/strict';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';
import { verify, type Verdict } from '../../lab/agent-host/findings.ts';
import { answersLan, expectAnswer, expectNoSilence, hostAddresses, whileLanPings } from '../../lab/agent-host/lan.ts';

/** As docs/verify.md has it: the first word is a program. */
export const isCommand = (remedy: string): boolean => /^(ip|busctl|sysctl|kill|ifup|nft|service) /.test(remedy);

/** The laboratory's own ifup, as its network service has it. */
const service = new URL('../../lab/services/network.sh', import.meta.url).pathname;
const network = (host: AgentHost): string => `ifup() { bash ${service} ${host.lab.root} ifup "$1"; }`;

/** Nothing that a machine remembers of another hides that it could not be found now. */
async function forgetNeighbours(host: AgentHost): Promise<void> {
  await host.lab.machine(['ip', 'neigh', 'flush', 'dev', 'eth0']);
  await host.lab.host(['sh', '-c', 'for d in br0 eth0; do ip neigh flush dev $d nud stale; done']);
}

const answeringNow = async (host: AgentHost): Promise<readonly string[]> => {
  const heard = await Promise.all(hostAddresses.map((address) => answersLan(host.lab, address)));
  return hostAddresses.filter((_, index) => heard[index]);
};

/**
 * Types every remedy that is a command in the printed order, and verifies again, because one problem may hide another. What
 * answered the LAN answers it after each of them.
 */
export async function followRemedies(host: AgentHost, verdict: Verdict): Promise<Verdict> {
  let now = verdict;
  for (let round = 1; now.findings.some(isOpen) && round <= 4; round += 1) {
    for (const { check, remedy } of now.findings.filter(isOpen)) {
      await forgetNeighbours(host);
      const before = await answeringNow(host);
      const { stderr } = await host.lab.host(['bash', '-c', `${network(host)}\n${remedy}`]);
      await forgetNeighbours(host);
      for (const address of before) {
        await expectAnswer(host.lab, address).catch((cause: unknown) => {
          throw new Error(`'${check}' cut ${address} off: ${remedy}\n${stderr}`, { cause });
        });
      }
    }
    now = await verify(host);
  }
  return now;
}

function isOpen({ status, remedy }: Verdict['findings'][number]): boolean {
  return (status === 'fail' || status === 'warn') && isCommand(remedy);
}

/** As followRemedies; a host that answered before is never silent meanwhile. */
export async function followWhileHeard(host: AgentHost, verdict: Verdict): Promise<Verdict> {
  let cured = verdict;
  if ((await answeringNow(host)).length < hostAddresses.length) {
    cured = await followRemedies(host, verdict);
  } else {
    expectNoSilence(await whileLanPings(host.lab, async () => (cured = await followRemedies(host, verdict))));
  }
  for (const address of hostAddresses) await expectAnswer(host.lab, address);
  return cured;
}

/** Asserts that `check` fails, and by a command that can be typed. */
export function expectCommand(ill: Verdict, check: string): void {
  const finding = ill.failed.find((one) => one.check === check);
  assert.ok(finding !== undefined, `no '${check}' in ${JSON.stringify(ill.failed, null, 1)}`);
  assert.notEqual(finding.expected, finding.found);
  assert.ok(
    ill.failed.some(({ remedy }) => isCommand(remedy)),
    finding.remedy,
  );
}
