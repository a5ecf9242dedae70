/** What nft lists, in as few characters as it takes to know all of it. */
import * as v from 'valibot';
import type { Host } from '../../host/host.ts';

/** More tables than this are listed together. */
const mostAlone = 4;

const tablesSchema = v.object({
  nftables: v.array(v.object({ table: v.optional(v.object({ family: v.string(), name: v.string() })) })),
});

/**
 * The tables in JSON, in one text or several, without the elements of sets, which may be very many; undefined if nft fails.
 * @param skipped tables that another program has shown, as `ip filter`. iptables-nft keeps its rules in such tables: where there
 * are no others, fifty thousand rules are not read twice, in six times as many characters.
 */
export async function readNftListings(
  host: Host,
  skipped: ReadonlySet<string>,
): Promise<readonly string[] | undefined> {
  const others = skipped.size === 0 ? undefined : await otherTables(host, skipped);
  if (others !== undefined) {
    const texts = await Promise.all(others.map(({ family, name }) => list(host, 'table', family, name)));
    const found = texts.filter((text) => text !== undefined);
    if (found.length === texts.length) return found;
  }
  const whole = await list(host, 'ruleset');
  return whole === undefined ? undefined : [whole];
}

interface Table {
  readonly family: string;
  readonly name: string;
}

/** Those that are not skipped; undefined where they are many, or cannot be told one by one. */
async function otherTables(host: Host, skipped: ReadonlySet<string>): Promise<readonly Table[] | undefined> {
  const text = await list(host, 'tables');
  const parsed = v.safeParse(tablesSchema, parseJson(text));
  if (!parsed.success) return undefined;
  const tables = parsed.output.nftables.flatMap(({ table }) => table ?? []);
  const others = tables.filter(({ family, name }) => !skipped.has(`${family} ${name}`));
  // nft reads its arguments as text, and a table may have any name.
  return others.length <= mostAlone && others.every(({ name }) => /^[A-Za-z]\w*$/.test(name)) ? others : undefined;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}

async function list(host: Host, ...what: readonly string[]): Promise<string | undefined> {
  return host.commands.run('nft', ['--json', '--terse', 'list', ...what]).then(
    ({ exitCode, stdout }) => (exitCode === 0 ? stdout : undefined),
    () => undefined,
  );
}
