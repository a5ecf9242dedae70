/** Traffic control beyond the kernel's own queues, from `tc -json` (tc(8)). */
import * as v from 'valibot';
import type { Host } from '../../host/host.ts';
import { isModuleLoaded, readSysctl } from '../../host/kernel/sysctls.ts';
import type { Queueing } from '../../model/dependents.ts';
import type { Link } from '../../model/host-state.ts';
import { uplinkKindOf } from '../../model/uplink-kinds.ts';

/** What the kernel gives an interface by itself (kernel: sch_generic, attach_default_qdiscs). */
const automatic = ['noqueue', 'noop', 'mq', 'pfifo_fast', 'fq_codel', 'fq', 'pfifo', 'bfifo'];
/** Interfaces whose filters are counted. */
const most = 16;

const qdiscsSchema = v.array(v.object({ kind: v.string(), dev: v.string(), root: v.optional(v.boolean(), false) }));
const filtersSchema = v.array(v.object({ options: v.optional(v.record(v.string(), v.unknown())) }));

/** Starts `tc` only where an interface has a queue of another kind, or the kernel can filter what arrives. */
export async function readQueueing(host: Host, links: readonly Link[]): Promise<readonly Queueing[]> {
  const cards = links.filter((link) => uplinkKindOf(link) !== undefined);
  const odd = cards.filter(({ qdisc }) => qdisc !== undefined && !automatic.includes(qdisc));
  if (odd.length === 0 && !isModuleLoaded('sch_ingress')) return [];
  const usual = [...automatic, readSysctl('net/core/default_qdisc')];
  const all = await askTc(host, ['qdisc', 'show'], qdiscsSchema);
  const found =
    all === undefined
      ? odd.map(({ name, qdisc = '' }) => ({ dev: name, kind: qdisc, root: true }))
      : all.filter(({ dev, kind, root }) => cards.some(({ name }) => name === dev) && (root || isHook(kind)));
  const shown = found.filter(({ kind }) => !usual.includes(kind)).slice(0, most);
  const counted = shown.map(async ({ dev, kind }) => ({
    device: dev,
    kind,
    filters: await countFilters(host, dev, kind),
  }));
  // An empty hook does nothing.
  return (await Promise.all(counted)).filter(({ kind, filters }) => !isHook(kind) || filters > 0);
}

/** Queues without a queue, only there to have filters. */
function isHook(kind: string): boolean {
  return kind === 'ingress' || kind === 'clsact';
}

async function countFilters(host: Host, device: string, kind: string): Promise<number> {
  const hooks = { ingress: [['ingress']], clsact: [['ingress'], ['egress']] }[kind] ?? [[]];
  const lists = hooks.map((hook) => askTc(host, ['filter', 'show', 'dev', device, ...hook], filtersSchema));
  // Each filter is listed after a heading without options, and u32 lists its hash tables too (tc-u32(8): divisor).
  return (await Promise.all(lists)).flatMap((list) => list ?? []).filter(isFilter).length;
}

function isFilter({ options }: v.InferOutput<typeof filtersSchema>[number]): boolean {
  return options !== undefined && !('ht_divisor' in options);
}

/** Undefined where there is no `tc`, or one that knows no -json, as before iproute2 4.17. */
async function askTc<Schema extends v.GenericSchema>(
  host: Host,
  args: readonly string[],
  schema: Schema,
): Promise<v.InferOutput<Schema> | undefined> {
  try {
    const { exitCode, stdout } = await host.commands.run('tc', ['-json', ...args]);
    const parsed = v.safeParse(schema, JSON.parse(exitCode === 0 && stdout.trim() !== '' ? stdout : '[]'));
    return exitCode === 0 && parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
