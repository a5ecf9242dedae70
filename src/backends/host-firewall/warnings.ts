/** What a caller is to know of the host's own firewall that a change leaves as it is. */
import type { HostState } from '../../model/host-state.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../model/requests.ts';
import type { NamingRule } from '../../model/host-firewall.ts';
import type { DeleteContext } from '../interfaces/aspect.ts';
import { isAcceptRule } from '../firewall/accept-rule.ts';
import { unkeptRules } from './boot-ruleset/follow.ts';
import { savedRuleFiles } from './shared/kept-files.ts';
import { findNaming, type Found } from './find.ts';
import { isInPlace, moveOf } from './request.ts';
import { said, sayFirst, sayRule } from './say.ts';
import { isTooLong } from './saved-twins.ts';

/** A sentence each. */
export function warningsOfCreate(request: CreateBridgeRequest, found: Found, state: HostState): readonly string[] {
  const follows = request.hostFirewall === 'follow';
  if (isInPlace(request, state) && !follows) return [];
  const left = follows ? unfollowed(request, found) : leftAlone(request, found);
  return [...left, ...devicesOf(found), ...unread(found)];
}

function leftAlone({ interface: uplink, bridge, hostFirewall }: CreateBridgeRequest, found: Found): readonly string[] {
  const all = said(found);
  if (all.length === 0) return [];
  const advice =
    hostFirewall === 'refuse'
      ? 'confirm only when new connections work'
      : `write rules for '${bridge}', or packets meet others than before`;
  return [`the host's firewall names '${uplink}', and packets will come by '${bridge}': ${sayFirst(all)}; ${advice}`];
}

/** What of the twins the next boot does not know. */
function unfollowed(request: CreateBridgeRequest, found: Found): readonly string[] {
  const { bridge } = request;
  const { lost, saved, mentions, boot } = found;
  const long = saved.filter((one) => isTooLong(one));
  const kept = new Set(
    saved.flatMap((one) =>
      one.lost.map(({ table, chain, text }) => [savedRuleFiles[one.file.path], table, chain, text].join('\n')),
    ),
  );
  const unkept = [
    ...lost.filter(({ program, table, chain, text }) => {
      return program !== 'nft' && !kept.has([program, table, chain, text].join('\n'));
    }),
    ...unkeptRules(
      lost.filter(({ program }) => program === 'nft'),
      boot,
      moveOf(request),
    ),
  ];
  return [
    ...(unkept.length === 0
      ? []
      : [
          `the rules for '${bridge}' beside ${sayFirst(unkept.map((rule) => sayRule(rule)))} are lost at the next boot, because those are in no saved rules that can be added to; add them where those come from`,
        ]),
    ...long.map(({ file }) => `'${file.path}' is too long to be changed; add the rules for '${bridge}' to it`),
    ...mentions
      .filter(({ followable }) => followable !== true)
      .map(({ where, remedy }) => `${where} is left as it is; ${remedy}`),
  ];
}

function devicesOf({ devices }: Found): readonly string[] {
  return devices.map(({ name }) => `${name} stays at its device, where it sees the frames of guests as well`);
}

function unread({ unreadable }: Found): readonly string[] {
  return unreadable.map(
    (program) => `'${program}' does not list its rules, so it is unknown whether they name the interface`,
  );
}

/** Rules that are not ours, and name the bridge alone; those that accept its frames go with them. @param twins ours. */
export function warningsOfDelete(
  { bridge }: DeleteBridgeRequest,
  { state, uplinkName = '' }: DeleteContext,
  twins: readonly { readonly rule: NamingRule }[],
): readonly string[] {
  const ours = new Set(twins.map(({ rule }) => rule));
  const { lost, gained } = findNaming({ uplink: bridge, bridge: uplinkName }, state);
  const left = [...lost, ...gained].filter((rule) => !ours.has(rule) && !isAcceptRule([rule.text]));
  if (left.length === 0) return [];
  return [`rules of the host's firewall still name '${bridge}': ${sayFirst(left.map((rule) => sayRule(rule)))}`];
}
