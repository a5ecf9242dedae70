/** The steps that take twins away. */
import { groupedBy } from '../../model/grouped-by.ts';
import type { FirewallRulesStep, NftRulesStep } from '../../model/plan.ts';
import type { OurTwin } from './made-twins.ts';
import { tableOf } from './twin-steps.ts';

/** A step for each table. */
export function removals(twins: readonly OurTwin[]): readonly (FirewallRulesStep | NftRulesStep)[] {
  const tables = groupedBy(twins, ({ rule: { program, table } }) => `${program} ${table}`);
  return [...tables.values()].flatMap((some) => removal(some));
}

/** @param twins of one table. */
function removal(twins: readonly OurTwin[]): readonly (FirewallRulesStep | NftRulesStep)[] {
  const [first] = twins;
  if (first === undefined) return [];
  const { program, table } = first.rule;
  const placed = placesWithout(twins);
  if (program === 'nft') {
    const rules = placed.map(({ rule: { chain, text, mark = '' }, behind, position }) => {
      return { chain, rule: text, mark, behind: { ...behind, position } };
    });
    return [{ kind: 'nft-rules', title: titleOf(twins), ...tableOf(table), rules, action: 'remove' }];
  }
  const rules = placed.map(({ rule: { text }, behind, position }) => {
    return { rule: text, behind: { rule: behind.rule, position } };
  });
  return [{ kind: 'firewall-rules', title: titleOf(twins), program, table, rules, action: 'remove' }];
}

/** By their place in their chains, each with the number that the rule before it has once they are gone. */
function placesWithout(twins: readonly OurTwin[]): readonly (OurTwin & { readonly position: number })[] {
  const before = new Map<string, number>();
  return twins
    .toSorted((one, other) => one.rule.position - other.rule.position)
    .map((twin) => {
      const gone = before.get(twin.rule.chain) ?? 0;
      before.set(twin.rule.chain, gone + 1);
      return { ...twin, position: twin.rule.position - 1 - gone };
    });
}

function titleOf(twins: readonly OurTwin[]): string {
  const [{ rule }] = twins as readonly [OurTwin];
  const name = `'${rule.lookups[0]?.names[0] ?? ''}'`;
  if (twins.length === 1) return `remove the rule for ${name} from ${rule.program} ${rule.table} ${rule.chain}`;
  return `remove ${twins.length} rules for ${name} from ${rule.program} ${rule.table}`;
}
