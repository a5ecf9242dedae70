/** What the host had before bridges came: the journal tells. */
import type { FileStep, Step } from './plan.ts';
import type { Transaction } from './transaction.ts';

/** The steps of one kind in the changes that were kept, the last one first. */
export function keptStepsOf<Kind extends Step['kind']>(
  kind: Kind,
  history: readonly Transaction[],
): readonly Extract<Step, { kind: Kind }>[] {
  return (keptOf(history).byKind.get(kind) ?? []) as readonly Extract<Step, { kind: Kind }>[];
}

/** Those that wrote or removed the file at `path`. */
export function keptStepsAt(path: string, history: readonly Transaction[]): readonly FileStep[] {
  return keptOf(history).byPath.get(path) ?? [];
}

interface Kept {
  readonly byKind: ReadonlyMap<Step['kind'], readonly Step[]>;
  readonly byPath: ReadonlyMap<string, readonly FileStep[]>;
}

/** A plan asks dozens of times, and a host may have a thousand changes. */
const found = new WeakMap<readonly Transaction[], Kept>();

function keptOf(history: readonly Transaction[]): Kept {
  const known = found.get(history) ?? sorted(history);
  found.set(history, known);
  return known;
}

function sorted(history: readonly Transaction[]): Kept {
  const steps = history.filter(({ state }) => state === 'committed').flatMap(({ plan }) => plan.toReversed());
  const [byKind, byPath] = [new Map<Step['kind'], Step[]>(), new Map<string, FileStep[]>()];
  for (const step of steps) {
    add(step.kind, step, byKind);
    if (step.kind === 'file') add(step.path, step, byPath);
  }
  return { byKind, byPath };
}

function add<Key, Value>(key: Key, value: Value, lists: Map<Key, Value[]>): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

interface Change<Value> {
  readonly before: Value;
  readonly after: Value;
}

/**
 * What was there before our changes: `now`, followed back through what we made of it. undefined where it is not ours: we never
 * changed it, or it was changed again since. @param changes ours, the last one first.
 */
export function originalOf<Value>(
  now: Value,
  changes: readonly Change<Value>[],
): { readonly value: Value } | undefined {
  let value = now;
  let ours = false;
  for (const { before, after } of changes) {
    if (after !== value) break;
    value = before;
    ours = true;
  }
  return ours ? { value } : undefined;
}

/** What the file at `path` held before we changed it; undefined where it is not as we left it. */
export function originalText(
  path: string,
  now: string | null,
  history: readonly Transaction[],
): { readonly value: string | null } | undefined {
  return originalOf(now, keptStepsAt(path, history));
}

/** The changes by CreateBridge that were kept and made the bridge what it is, newest first: it was made, and got further ports. */
export function creationsOf(bridge: string, history: readonly Transaction[]): readonly Transaction[] {
  const own = history.filter((one) => one.bridge === bridge && one.state === 'committed');
  const deleted = own.findIndex(({ operation }) => operation === 'DeleteBridge');
  const since = (deleted < 0 ? own : own.slice(0, deleted)).filter(({ operation }) => operation === 'CreateBridge');
  const made = since.findIndex((one) => makes(one, bridge));
  return made < 0 ? since.slice(0, 1) : since.slice(0, made + 1);
}

/** The kept CreateBridge that made the bridge; of those that only the journal has no word for, the newest. @param history newest first. */
export function creationOf(bridge: string, history: readonly Transaction[]): Transaction | undefined {
  return creationsOf(bridge, history).at(-1);
}

/** A later call for the same bridge adds ports or firewall rules: neither makes the bridge nor writes its configuration. */
function makes({ plan }: Transaction, bridge: string): boolean {
  return plan.some((step) => {
    if (step.kind === 'links') return step.createsBridge;
    return step.kind === 'file' && step.before === null && isNamedAfter(step.path, bridge);
  });
}

/** `ifcfg-br0`, `br0.nmconnection`; not a drop-in of ours. */
function isNamedAfter(path: string, bridge: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !name.startsWith('90-') && name.split(/[.]|^ifcfg-/).includes(bridge);
}
