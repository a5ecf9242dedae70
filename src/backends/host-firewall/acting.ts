/** Which rules of a table do something to packets that come to them. */

export interface Draft {
  /** Whether it compares an interface. */
  readonly names: boolean;
  /** Whether it decides about a packet, or changes it; by a chain that it leads to if not by itself. */
  readonly acts: boolean;
  readonly goesTo: readonly string[];
  /** Whether it drops or rejects every packet that comes to it. */
  readonly refusesAll: boolean;
}

export interface TableDraft<Rule extends Draft> {
  readonly name: string;
  /** The chains that netfilter calls: where, and whether their policy is to drop. */
  readonly base: Map<string, { readonly hook: string; readonly drops: boolean }>;
  /** Rules by chain. */
  readonly chains: Map<string, Rule[]>;
}

interface Acting<Rule> {
  readonly rules: readonly { readonly draft: Rule; readonly hooks: readonly string[] }[];
  /** The hooks with a chain that lets nothing pass that no rule accepts. */
  readonly closed: readonly string[];
}

/** Those that compare an interface, act, and are reached, each with the hooks from which packets come to it. */
export function actingRules<Rule extends Draft>(table: TableDraft<Rule>): Acting<Rule> {
  const hooks = reachable(table);
  const acting = actingChains(table);
  const rules = [...table.chains].flatMap(([chain, drafts]) => {
    const from = hooks.get(chain) ?? [];
    if (from.length === 0) return [];
    return drafts
      .filter((draft) => draft.names && (draft.acts || draft.goesTo.some((one) => acting.has(one))))
      .map((draft) => ({ draft, hooks: from }));
  });
  const closed = [...table.base].filter(
    ([chain, { drops }]) => drops || (table.chains.get(chain) ?? []).some(({ refusesAll }) => refusesAll),
  );
  return { rules, closed: closed.map(([, { hook }]) => hook) };
}

/** Chain → the hooks from which packets come to it. */
function reachable<Rule extends Draft>({ base, chains }: TableDraft<Rule>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const visit = (chain: string, from: string): void => {
    const known = found.get(chain) ?? [];
    if (known.includes(from)) return;
    found.set(chain, [...known, from]);
    const next = new Set((chains.get(chain) ?? []).flatMap(({ goesTo }) => goesTo));
    for (const one of next) visit(one, from);
  };
  for (const [chain, { hook }] of base) visit(chain, hook);
  return found;
}

/** Chains with a rule that acts, and those that lead to them. */
function actingChains<Rule extends Draft>({ chains }: TableDraft<Rule>): ReadonlySet<string> {
  const acting = new Set([...chains].filter(([, rules]) => rules.some(({ acts }) => acts)).map(([chain]) => chain));
  let size = -1;
  while (size !== acting.size) {
    size = acting.size;
    for (const [chain, rules] of chains) {
      if (rules.some(({ goesTo }) => goesTo.some((one) => acting.has(one)))) acting.add(chain);
    }
  }
  return acting;
}
