/** What must still work after a change: looked at before and after, from the kernel. */
import { setTimeout as wait } from 'node:timers/promises';
import { askGateways, gatewaysOf } from '../../backends/gateways.ts';
import { readHostState } from '../../backends/host-state.ts';
import type { Host } from '../../host/host.ts';
import type { Finding } from '../../model/finding.ts';
import type { HostState } from '../../model/host-state.ts';
import type { Activation } from '../../model/requests.ts';
import type { Judge } from '../../transactions/change.ts';

/** Milliseconds: what `live` did is there at once, a network service takes its time (ARP checks, link delays). */
const patience: Readonly<Record<Activation, number>> = { live: 2000, restart: 30_000, boot: 0 };
const pause = 250;

export interface Watch {
  readonly host: Host;
  readonly activate: Activation;
  /** Where the host's default routes leave before and after. */
  readonly from: string;
  readonly to: string;
  /** What the kernel must be like afterwards; findings that fail are what is wrong. */
  readonly check: (state: HostState) => readonly Finding[];
}

/** Looks which gateways answer now. @returns a judge that wants the kernel to be so, and the same gateways to answer. */
export async function observe(watch: Watch, state: HostState): Promise<Judge> {
  if (watch.activate === 'boot') return () => Promise.resolve(undefined);
  const before = await askGateways(watch.host, gatewaysOf(state, watch.from), watch.from);
  const answered = [...before].filter(([, answers]) => answers).map(([gateway]) => gateway);
  return () => judge(watch, answered);
}

async function judge(watch: Watch, answered: readonly string[]): Promise<string | undefined> {
  const end = Date.now() + patience[watch.activate];
  let wrong = await whatIsWrong(watch, answered);
  while (wrong !== undefined && Date.now() < end) {
    await wait(pause);
    wrong = await whatIsWrong(watch, answered);
  }
  return wrong;
}

async function whatIsWrong(watch: Watch, answered: readonly string[]): Promise<string | undefined> {
  const state = await readHostState(watch.host);
  const failed = watch.check(state).find((finding) => finding.status === 'fail');
  if (failed !== undefined)
    return `${failed.message} was found to be '${failed.found}' instead of '${failed.expected}'`;
  return gatewayProblem(await askGateways(watch.host, gatewaysOf(state, watch.to), watch.to), answered);
}

/** @param after who of the gateways answers now. @param answered who answered before the change. */
function gatewayProblem(after: ReadonlyMap<string, boolean>, answered: readonly string[]): string | undefined {
  const silent = [...after].filter(([, answers]) => !answers).map(([gateway]) => gateway);
  const lost = silent.find((gateway) => answered.includes(gateway));
  if (lost !== undefined) return `gateway '${lost}' answered before and no longer does`;
  // Other gateways than before: one of them at least must lead out, as one did before.
  const cutOff = answered.length > 0 && after.size > 0 && silent.length === after.size;
  return cutOff ? `gateway '${silent.join(' ')}' does not answer, and the one before did` : undefined;
}
