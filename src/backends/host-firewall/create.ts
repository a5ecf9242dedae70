/** The rules of the host's own firewall that name the interface, when a bridge takes its place. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import type { NamingRule } from '../../model/host-firewall.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { FileStep, Step } from '../../model/plan.ts';
import type { StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { planBridgedTraffic } from '../firewall/create.ts';
import { planBootTwins, unkeptRules } from './boot-ruleset/follow.ts';
import { isPlainName } from './shared/nft-text.ts';
import { findNaming, type Found } from './find.ts';
import { planSavedTwins } from './saved-twins.ts';
import { said, sayFirst, sayRule } from './say.ts';
import { isInPlace, moveOf } from './request.ts';
import { planTwins, twinsIn } from './twin-steps.ts';
import { warningsOfCreate } from './warnings.ts';

/** The rules that one change may add. */
const mostTwins = 1000;

/** Throws AgentError: Refused where a rule matters and the request does not say what becomes of it, or it cannot be followed. */
export function planCreateHostFirewall(request: CreateBridgeRequest, context: AspectContext): StepGroup {
  const { state } = context;
  const found = findNaming(moveOf(request), state);
  if (request.hostFirewall === 'refuse' && request.confirmWithin === 0 && !isInPlace(request, state)) {
    refuse(request, found);
  }
  const before = request.hostFirewall === 'follow' ? planFollow(request, context, found) : [];
  return { before, after: [], warnings: warningsOfCreate(request, found, state) };
}

/** A twin for each rule that has none. Throws AgentError(Refused) where one cannot be had. */
export function planFollow(
  request: CreateBridgeRequest,
  context: AspectContext,
  found: Found = findNaming(moveOf(request), context.state),
): readonly Step[] {
  requireFollowable(request, found);
  const twins = planTwins(moveOf(request), found.lost, context.state);
  const count = twinsIn(twins);
  if (count > mostTwins) {
    throw refused(
      `${count} rules of the host's firewall name '${request.interface}', more than ${mostTwins}; write those for '${request.bridge}' by hand and give host-firewall 'ignore'`,
    );
  }
  const atBoot = planBootTwins(moveOf(request), found.boot, context.state.hostFirewall.files);
  return [...twins, ...savedTwins(request, found, context), ...atBoot];
}

/** Not for files that are saved anew as a whole, with the twins in them. */
function savedTwins(
  request: CreateBridgeRequest,
  found: Found,
  { state, history }: AspectContext,
): readonly FileStep[] {
  const traffic = planBridgedTraffic({ ...request, policy: request.bridgedTraffic }, state, history);
  const written = traffic.flatMap((step) => {
    if (step.kind === 'firewall-save') return step.files.map(({ path }) => path);
    return step.kind === 'file' ? [step.path] : [];
  });
  return planSavedTwins(moveOf(request), found.saved).filter(({ path }) => !written.includes(path));
}

function refuse({ interface: uplink, bridge }: CreateBridgeRequest, found: Found): void {
  const all = said(found);
  if (all.length === 0) return;
  throw refused(
    `the host's firewall names '${uplink}', and packets will come by '${bridge}': ${sayFirst(all)}; give host-firewall 'follow', or 'confirm-within' to have the change undone unless it works`,
  );
}

function requireFollowable(request: CreateBridgeRequest, found: Found): void {
  const { interface: uplink, bridge } = request;
  const { gained, saved, mentions, lost } = found;
  const matching = [
    ...gained.map((rule) => sayRule(rule)),
    ...saved.flatMap((one) => one.gained.map((rule) => sayRule(rule, one.file.path))),
  ];
  if (matching.length > 0) {
    throw refused(
      `no rule for '${bridge}' does the same as what the host's firewall has for '${uplink}': ${sayFirst(matching)}; change it so that it covers '${bridge}' as well, and call again`,
    );
  }
  requireListed(uplink, found);
  requireNames(bridge, found);
  requireReadable(lost);
  requirePlain(lost);
  requireKept(request, found);
  const other = mentions.find(({ by }) => by === 'ufw' || by === 'shorewall');
  if (other === undefined) return;
  throw refused(`${other.where} names '${uplink}', and makes the rules anew; ${other.remedy}, and call again`);
}

/** What the boot loads and is not known may have rules that need twins there. */
function requireKept(request: CreateBridgeRequest, { boot, lost, mentions }: Found): void {
  const { interface: uplink, bridge } = request;
  const [unread] = boot.unread;
  if (unread === undefined) return;
  const running = lost.filter(({ program }) => program === 'nft');
  const [rule] = unkeptRules(running, boot, moveOf(request));
  const mention = mentions.find(({ path }) => path !== undefined && boot.unread.includes(path));
  if (rule === undefined && mention === undefined) return;
  const what = rule === undefined ? `names '${uplink}'` : `may have ${sayRule(rule)}`;
  throw refused(
    `the next boot loads ${quoted(mention?.path ?? unread)}, which bridgehead cannot read and ${what}; name '${bridge}' there as well and call again, or give host-firewall 'ignore'`,
  );
}

function requireListed(uplink: string, { unreadable: [mute] }: Found): void {
  if (mute === undefined) return;
  throw refused(
    `'${mute}' does not list its rules, so it is unknown which of them name '${uplink}'; find out why and call again, or give host-firewall 'ignore'`,
  );
}

/** Numbers are of interfaces that are there. */
function requireNames(bridge: string, { lost, byNumber }: Found): void {
  const stuck = lost.filter(({ lookups, table }) =>
    lookups.some(({ set }) => byNumber.includes(`${table} ${set ?? ''}`)),
  );
  if (stuck.length === 0) return;
  throw refused(
    `a set of interfaces by their number cannot have '${bridge}' before it is there: ${sayFirst(stuck.map((rule) => sayRule(rule)))}; make it a set of names, and call again`,
  );
}

/** Throws AgentError(Refused) for a name that nft would not take for one. */
function requirePlain(lost: readonly NamingRule[]): void {
  const odd = lost.find(
    ({ program, table, chain }) => program === 'nft' && ![...table.split(' '), chain].every(isPlainName),
  );
  if (odd === undefined) return;
  throw refused(`nft cannot be given the names in ${sayRule(odd)}; rename them, and call again`);
}

/** nft shows a part of a rule of iptables-nft only by its name (libnftables-json(5): xt). */
function requireReadable(lost: readonly NamingRule[]): void {
  const stuck = lost.filter(({ program, text }) => program === 'nft' && text.includes('{"xt":'));
  if (stuck.length === 0) return;
  throw refused(
    `only iptables-nft can read ${sayFirst(stuck.map((rule) => sayRule(rule)))}; install it, or write the rules for the bridge by hand and give host-firewall 'ignore'`,
  );
}

function refused(sentence: string): AgentError {
  return new AgentError('Refused', sentence);
}
