/** Whether guests' packets keep their addresses on their way through the bridge. */
import type { Family, NatTable } from '../../model/filters.ts';
import type { Problem } from '../../model/finding.ts';
import type { TrafficState } from '../../model/traffic-state.ts';
import { setBridgedTrafficCall as callFor } from './remedy.ts';
import { frameOf } from './nat-exceptions.ts';
import { judgeNat, type NatVerdict } from './nat-verdict.ts';
import { dependentOwners } from './policy.ts';

interface Altering {
  readonly table: NatTable;
  readonly verdict: NatVerdict;
}

/** Every rule that would change them, the certain ones first. @param families those whose bridged frames iptables gets. */
export function alteringRules(
  bridge: string,
  uplink: string | undefined,
  families: readonly Family[],
  state: TrafficState,
): readonly Altering[] {
  const all = state.filters.nat
    .filter((table) => table.families.some((family) => families.includes(family)))
    .flatMap((table) =>
      judgeNat(table, frameOf(bridge, uplink, state)).map((verdict): Altering => ({ table, verdict })),
    );
  return [
    ...all.filter(({ verdict }) => verdict.kind === 'altered'),
    ...all.filter(({ verdict }) => verdict.kind === 'may'),
  ];
}

/** undefined if none does. @param families as in alteringRules. */
export function natProblem(bridge: string, families: readonly Family[], state: TrafficState): Problem | undefined {
  const [first] = alteringRules(bridge, undefined, families, state);
  if (first === undefined) return undefined;
  const { kind, by } = first.verdict;
  return {
    status: kind === 'altered' ? 'fail' : 'warn',
    message:
      kind === 'altered'
        ? "a rule changes the addresses of guests' packets that pass the bridge"
        : "a rule may change the addresses of some of guests' packets that pass the bridge",
    expected: 'bridged frames keep their addresses',
    found: by,
    remedy: remedyFor(first, bridge, state),
  };
}

/** What helps against this very rule: where nothing needs bridged frames in iptables, that they bypass it. */
function remedyFor({ table, verdict }: Altering, bridge: string, state: TrafficState): string {
  if (dependentOwners(state).length === 0) return callFor('bypass', bridge);
  if (table.program !== undefined && verdict.hook === 'postrouting') return callFor('auto', bridge);
  return `change the rule so that it leaves out frames that pass '${bridge}'; ${listing(table)} shows it`;
}

function listing({ name }: NatTable): string {
  return name.startsWith('nft ') ? `'nft list ${name.slice('nft '.length)}'` : `'${name.replace(' ', ' -t ')} -S'`;
}
