/** What must still work after a change: looked at before and after, from the kernel and from the link. */
import { valuesOf } from '../../contract/list-of.ts';
import { familyOf } from '../../model/addresses.ts';
import { readAfterChange } from '../../backends/host-state/read.ts';
import { gatewaysOf, whoAnswers, whoAnswersFullSize, type Answers } from '../../backends/connectivity/read.ts';
import { until } from '../../host/clock.ts';
import type { Host } from '../../host/host.ts';
import type { Finding } from '../../model/finding.ts';
import type { HostState, LinkState } from '../../model/host-state.ts';
import type { Activation } from '../../model/requests.ts';
import type { ConnectivityCheck } from '../../transactions/change.ts';
import { untested } from './untested.ts';

/** Milliseconds: what `live` did is there at once, a network service takes its time (ARP checks, link delays). */
const patience: Readonly<Record<Activation, number>> = { live: 2000, restart: 30_000, boot: 0 };
const pause = 250;

export interface Watch {
  readonly host: Host;
  readonly activate: Activation;
  /** Where the host's default routes leave before and after. */
  readonly from: string;
  readonly to: string;
  /** Machines besides the gateways that must answer afterwards if they did before. */
  readonly probe: readonly string[];
  /** Whether the MTU changes: then full-size packets must get through afterwards. */
  readonly changesMtu: boolean;
  /** What the kernel must be like afterwards; findings that fail are what is wrong. */
  readonly check: (state: LinkState) => readonly Finding[];
}

/** Who answered before the change. */
interface Before {
  readonly gateways: readonly string[];
  readonly probes: readonly string[];
  /** Who of both answered full-size packets. */
  readonly fullSize: readonly string[];
  readonly rules: HostState['rules'];
}

/** For a change that does nothing before the next boot. */
export const noCheck: ConnectivityCheck = { warnings: [], check: () => Promise.resolve(undefined) };

/** Probes the gateways and machines before the change. @returns the check to make after it. */
export async function checkConnectivity(
  watch: Watch,
  state: Pick<HostState, 'links' | 'routes' | 'rules'>,
): Promise<ConnectivityCheck> {
  if (watch.activate === 'boot') return noCheck;
  const { host, from } = watch;
  const known = gatewaysOf(state, from);
  const answers = await whoAnswers(host, [...new Set([...known, ...watch.probe])], from);
  const answered = which(answers, 'yes');
  const gateways = answered.filter((address) => known.includes(address));
  const probes = answered.filter((address) => watch.probe.includes(address));
  const mtu = state.links.find((link) => link.name === from)?.mtu;
  const asked = watch.changesMtu && mtu !== undefined ? answered : [];
  const fullSize = which(await whoAnswersFullSize(host, asked, from, mtu ?? 0), true);
  const { probe, changesMtu } = watch;
  const look = { device: from, gateways: known, probes: probe, answers, changesMtu, fullSize: fullSize.length > 0 };
  return {
    warnings: untested(look),
    check: () => checkAfter(watch, { gateways, probes, fullSize, rules: state.rules }),
  };
}

function which<Answer>(answers: ReadonlyMap<string, Answer>, wanted: Answer): readonly string[] {
  return [...answers].filter(([, answer]) => answer === wanted).map(([address]) => address);
}

async function checkAfter(watch: Watch, before: Before): Promise<string | undefined> {
  let wrong: string | undefined;
  const isRight = async (): Promise<boolean> => (wrong = await whatIsWrong(watch, before)) === undefined;
  await until(isRight, patience[watch.activate], pause);
  return wrong;
}

async function whatIsWrong(watch: Watch, before: Before): Promise<string | undefined> {
  const { host, to } = watch;
  const state = await readAfterChange(host, before.rules);
  const failed = watch.check(state).find((finding) => finding.status === 'fail');
  if (failed !== undefined) return `${failed.message}: found '${failed.found}' instead of '${failed.expected}'`;
  return (
    gatewayProblem(await whoAnswers(host, gatewaysOf(state, to), to), before.gateways) ??
    silence(await whoAnswers(host, before.probes, to), 'machine', before.probes) ??
    (await fullSizeProblem(watch, before, state))
  );
}

/** @param after who of the gateways answers now. @param answered who answered before the change. */
function gatewayProblem(after: Answers, answered: readonly string[]): string | undefined {
  const lost = silence(after, 'gateway', answered);
  if (lost !== undefined) return lost;
  const silent = which(after, 'no');
  // Other gateways than before: one of them at least must lead out, as one did before, in each family.
  for (const family of [isIPv4, isIPv6]) {
    const [now, mute] = [[...after.keys()].filter(family), silent.filter(family)];
    const cutOff = answered.some(family) && now.length > 0 && mute.length === now.length;
    if (cutOff) return `gateway '${valuesOf(mute)}' does not answer, although the previous gateway did`;
  }
  return undefined;
}

const isIPv6 = (address: string): boolean => familyOf(address) === 6;
const isIPv4 = (address: string): boolean => !isIPv6(address);

/** @param answered who answered before: one of them that is not asked now, because its entry was fixed, answers no echo. */
function silence(after: Answers, what: string, answered: readonly string[]): string | undefined {
  const lost = answered.find((address) => (after.get(address) ?? 'yes') !== 'yes');
  return lost === undefined ? undefined : `${what} '${lost}' answered before and no longer does`;
}

/** A switch port that takes smaller frames than the host now sends swallows them without a word. */
async function fullSizeProblem(
  { host, to }: Watch,
  before: Before,
  state: Pick<HostState, 'links'>,
): Promise<string | undefined> {
  const mtu = state.links.find((link) => link.name === to)?.mtu;
  if (mtu === undefined || before.fullSize.length === 0) return undefined;
  const heard = which(await whoAnswersFullSize(host, before.fullSize, to, mtu), true);
  const silent = before.fullSize.find((address) => !heard.includes(address));
  return silent && `'${silent}' does not answer packets of ${mtu} bytes, although it answered full-size packets before`;
}
