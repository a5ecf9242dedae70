/** The kinds of step that are about firewalls, as schemas. */
import * as v from 'valibot';

const rulesProgram = v.picklist(['iptables', 'ip6tables']);

/** Of both backends of the kernel's, where a host uses both. */
const xtablesProgram = v.picklist([
  ...['iptables', 'iptables-legacy', 'iptables-nft'],
  ...['ip6tables', 'ip6tables-legacy', 'ip6tables-nft'],
] as const);

/** One rule of iptables or ip6tables, at the top of its chain unless it says behind which other one. */
export const firewallRuleStep = v.object({
  kind: v.literal('firewall-rule'),
  title: v.string(),
  program: xtablesProgram,
  /** `filter` where it is left out. */
  table: v.optional(v.string()),
  chain: v.string(),
  rule: v.array(v.string()),
  action: v.picklist(['add', 'remove']),
  /** The other rule as `iptables -S` prints it, and its number in the chain, from 1. */
  behind: v.optional(v.object({ rule: v.string(), position: v.number() })),
  /** What of it an error may show; all of it where this is left out. */
  brief: v.optional(v.string()),
});

/**
 * Rules of one table of iptables or ip6tables, each behind another, by their place in their chains: all at once, because a
 * program needs seconds to look at fifty thousand rules.
 */
export const firewallRulesStep = v.object({
  kind: v.literal('firewall-rules'),
  title: v.string(),
  program: xtablesProgram,
  table: v.string(),
  rules: v.array(
    v.object({
      /** As iptables-save prints it, as the other rule. */
      rule: v.string(),
      /** The number of the other rule in the chain, from 1 and without these. */
      behind: v.object({ rule: v.string(), position: v.number() }),
    }),
  ),
  action: v.picklist(['add', 'remove']),
});

/** One rule of nftables behind another. Only older records have it: see nftRulesStep. */
export const nftRuleStep = v.object({
  kind: v.literal('nft-rule'),
  title: v.string(),
  family: v.string(),
  table: v.string(),
  chain: v.string(),
  /** Its expressions, as JSON (libnftables-json(5)), without counters. */
  rule: v.string(),
  /** Its comment, by which it is known again. */
  mark: v.string(),
  /** The other rule: its handle, its expressions, and its number in the chain, from 1. */
  behind: v.object({ handle: v.number(), rule: v.string(), position: v.number() }),
  action: v.picklist(['add', 'remove']),
});

/** Rules of one table of nftables, each behind another, by their place in their chains. */
export const nftRulesStep = v.object({
  kind: v.literal('nft-rules'),
  title: v.string(),
  family: v.string(),
  table: v.string(),
  rules: v.array(
    v.object({
      chain: v.string(),
      /** As in nftRuleStep, but for the position: it is without these rules. */
      rule: v.string(),
      mark: v.string(),
      behind: v.object({ handle: v.number(), rule: v.string(), position: v.number() }),
    }),
  ),
  action: v.picklist(['add', 'remove']),
});

/** One element of a named set or map of nftables. */
export const nftElementStep = v.object({
  kind: v.literal('nft-element'),
  title: v.string(),
  family: v.string(),
  table: v.string(),
  set: v.string(),
  of: v.picklist(['set', 'map']),
  /** As JSON. */
  element: v.string(),
  /** The interface in it. */
  device: v.string(),
  action: v.picklist(['add', 'remove']),
});

/** Saves the rules for the next boot in the host's own way. */
export const firewallSaveStep = v.object({
  kind: v.literal('firewall-save'),
  title: v.string(),
  way: v.picklist(['service', 'netfilter-persistent']),
  programs: v.array(rulesProgram),
  /** The files that it may write, as they were; `null` if there was no file. */
  files: v.array(v.object({ path: v.string(), before: v.nullable(v.string()), mode: v.number() })),
  /** The rule that the saved rules must hold afterwards, or must not hold. */
  rule: v.string(),
  holds: v.boolean(),
});

const zoneName = v.pipe(v.string(), v.regex(/^[\w/-]*$/));

/** The zone of an interface in the running firewalld; '' for none. */
export const firewalldZoneStep = v.object({
  kind: v.literal('firewalld-zone'),
  title: v.string(),
  interface: v.string(),
  before: zoneName,
  after: zoneName,
});
