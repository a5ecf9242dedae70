/** Reads the nftables chains for forwarded packets from `nft --json` (libnftables-json(5)). */
import * as v from 'valibot';
import type { Host } from '../../host/host.ts';
import type { Family, FilterRule, FilterTable, FilterTarget, InterfaceMatch } from '../../model/filters.ts';

const chainSchema = v.object({
  family: v.string(),
  table: v.string(),
  name: v.string(),
  hook: v.optional(v.string()),
  policy: v.optional(v.string()),
});
const ruleSchema = v.object({ family: v.string(), table: v.string(), chain: v.string(), expr: v.array(v.unknown()) });
const rulesetSchema = v.object({
  nftables: v.array(v.object({ chain: v.optional(chainSchema), rule: v.optional(ruleSchema) })),
});
const matchSchema = v.object({
  op: v.string(),
  left: v.looseObject({
    meta: v.optional(v.object({ key: v.string() })),
    ct: v.optional(v.object({ key: v.string() })),
  }),
  right: v.unknown(),
});

/** The IP versions that a table sees; families that never see a bridged frame are left out. */
const familiesOf: Readonly<Record<string, readonly Family[]>> = { ip: [4], ip6: [6], inet: [4, 6], bridge: [4, 6] };

/** Tables with a chain at the hook `forward`; undefined if nft is not installed, 'unreadable' if it fails. */
export async function readNftables(host: Host): Promise<readonly FilterTable[] | 'unreadable' | undefined> {
  if ((await host.commands.find('nft')) === undefined) return undefined;
  try {
    // `--terse` leaves out the elements of sets, which may be very many.
    const { exitCode, stdout } = await host.commands.run('nft', ['--json', '--terse', 'list', 'ruleset']);
    return exitCode === 0 ? parseNftables(stdout) : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** Pure. Throws if the text is not a ruleset. */
export function parseNftables(text: string): readonly FilterTable[] {
  const { nftables } = v.parse(rulesetSchema, JSON.parse(text));
  const chains = nftables.flatMap(({ chain }) => chain ?? []);
  const rules = nftables.flatMap(({ rule }) => rule ?? []);
  const keys = new Set(chains.filter(({ hook }) => hook === 'forward').map(tableKey));
  return [...keys].flatMap((key) => {
    const own = chains.filter((chain) => tableKey(chain) === key);
    const family = own[0]?.family ?? '';
    const families = familiesOf[family];
    if (families === undefined) return [];
    const table: FilterTable = {
      name: `nft table ${key}`,
      families,
      bridge: family === 'bridge',
      base: own
        .filter(({ hook }) => hook === 'forward')
        .map(({ name, policy }) => ({ chain: name, policy: policy === 'drop' ? 'drop' : 'accept' })),
      chains: Object.fromEntries(
        own.map(({ name }) => [
          name,
          rules
            .filter((rule) => tableKey(rule) === key && rule.chain === name)
            .map(({ expr }) => parseRule(expr, family)),
        ]),
      ),
    };
    return [table];
  });
}

function tableKey({ family, table }: { readonly family: string; readonly table: string }): string {
  return `${family} ${table}`;
}

function parseRule(expressions: readonly unknown[], family: string): FilterRule {
  const interfaces: InterfaceMatch[] = [];
  let conditions: FilterRule['conditions'] = 'none';
  let target: FilterTarget = { kind: 'other' };
  for (const expression of expressions) {
    const [[name, value] = ['', undefined]] = Object.entries(expression as Record<string, unknown>);
    if (name === 'match') {
      const found = parseMatch(value, family);
      if (typeof found === 'object') interfaces.push(found);
      else if (conditions !== 'tracked') conditions = found;
    } else if (name === 'vmap' || name === 'xt') {
      conditions = 'some';
      target = { kind: 'other' };
    } else {
      target = targetOf(name, value) ?? target;
    }
  }
  return { interfaces, conditions, target };
}

function targetOf(name: string, value: unknown): FilterTarget | undefined {
  switch (name) {
    case 'accept':
    case 'return':
    case 'drop':
      return { kind: name };
    case 'reject':
      return { kind: 'drop' };
    case 'jump':
    case 'goto':
      return { kind: name, chain: String((value as { target?: unknown } | null)?.target) };
    default:
      return undefined;
  }
}

/** In the family `bridge`, iifname is the name of a port, which may be any, so a match on it is `some`. */
function parseMatch(value: unknown, family: string): InterfaceMatch | 'tracked' | 'some' {
  const parsed = v.safeParse(matchSchema, value);
  if (!parsed.success) return 'some';
  const { op, left, right } = parsed.output;
  const direction = { iifname: 'in' as const, oifname: 'out' as const }[left.meta?.key ?? ''];
  if (direction !== undefined && typeof right === 'string' && family !== 'bridge' && ['==', '!='].includes(op)) {
    return { direction, name: right, negated: op === '!=' };
  }
  if (left.ct?.key === 'state' && op !== '!=' && !JSON.stringify(right).includes('"new"')) return 'tracked';
  // `ct status` (dnat, for example) is set only in a tracked connection.
  if (left.ct?.key === 'status') return 'tracked';
  return 'some';
}
