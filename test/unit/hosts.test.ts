import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { planCreateFiles } from '../../src/backends/network/network-scripts/create-files.ts';
import { planDeleteFiles } from '../../src/backends/network/network-scripts/delete-files.ts';
import { verifyFiles } from '../../src/backends/network/network-scripts/verify-files.ts';
import { AgentError } from '../../src/contract/errors.ts';
import { noFile, type HostFile } from '../../src/model/host-file.ts';
import type { HostState, Link } from '../../src/model/host-state.ts';
import type { FileStep } from '../../src/model/plan.ts';
import type { InterfaceName } from '../../src/model/names.ts';
import type { CreateBridgeRequest } from '../../src/model/requests.ts';
import { linksOfTree } from '../lab/host-trees/links.ts';
import { folder, hostWith, link, request, type HostOptions } from './support/host.ts';

/** What is asked of a host tree, beside the defaults of CreateBridge; the next boot alone is meant. */
interface Asked extends Partial<CreateBridgeRequest> {
  /** What DELAY means to its scripts: see NetworkScriptsConfig. */
  readonly delayUnit?: HostOptions['delayUnit'];
  /** Of `links.json`, where there is one; else the interface alone. */
  readonly links?: readonly Link[];
}

/** Paths as the host sees them, and texts. */
type Tree = ReadonlyMap<string, string>;

const hosts = join(import.meta.dirname, '../hosts');

function treeBelow(root: string): Tree {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
  const paths = names.map((name) => join(root, name)).filter((path) => statSync(path).isFile());
  return new Map(paths.map((path) => [`/${relative(root, path)}`, readFileSync(path, 'utf8')]));
}

function stateOf(
  tree: Tree,
  { delayUnit = 'seconds', interface: device = 'eth0' as InterfaceName, links }: Asked,
): HostState {
  const files = [...tree].map(([path, text]): HostFile => ({ ...noFile(path), text }));
  const defaults = tree.get('/etc/sysconfig/network');
  return hostWith(
    {},
    {
      networkFiles: files.filter(({ path }) => dirname(path) === folder),
      ...(defaults !== undefined && { networkDefaults: defaults }),
      staticRoutes: files.filter(({ path }) => basename(path).startsWith('static-routes')),
      delayUnit,
      links: links ?? [link({ name: device })],
    },
  );
}

function applied(tree: Tree, steps: readonly FileStep[]): Tree {
  const after = new Map(tree);
  for (const { path, before, after: text } of steps) {
    assert.equal(after.get(path) ?? null, before, `what ${path} is before`);
    if (text === null) after.delete(path);
    else after.set(path, text);
  }
  return after;
}

const sorted = (tree: Tree): Record<string, string> => Object.fromEntries([...tree].toSorted());

describe('the host tree', () => {
  for (const name of readdirSync(hosts)) {
    const path = join(hosts, name);
    const { delayUnit, ...asked } = JSON.parse(readFileSync(join(path, 'request.json'), 'utf8')) as Asked;
    const before = treeBelow(join(path, 'before'));
    const links = linksOfTree(path);
    const all = { ...asked, ...(delayUnit && { delayUnit }), ...(links && { links }) };
    const create = () => planCreateFiles(request(asked), stateOf(before, all));

    if (existsSync(join(path, 'refusal.txt'))) {
      it(`${name} is refused, and the sentence says why`, () => {
        const refusal = readFileSync(join(path, 'refusal.txt'), 'utf8').trim();
        assert.throws(create, (error: AgentError) => {
          assert.equal(`${error.code}: ${error.message}`, refusal);
          return error instanceof AgentError;
        });
      });
      continue;
    }

    const created = (): Tree => applied(before, create().steps);
    it(`${name} becomes that of a bridge`, () => {
      assert.deepEqual(sorted(created()), sorted(treeBelow(join(path, 'after'))));
    });

    it(`${name} is left alone when the same is asked again, and passes the verification`, () => {
      const after = stateOf(created(), all);
      assert.deepEqual(planCreateFiles(request(asked), after), { steps: [], alreadyWritten: true });
      const { bridge } = request(asked);
      const failed = verifyFiles(bridge, undefined, { ...after, live: false }).filter(
        ({ status }) => status !== 'pass',
      );
      assert.deepEqual(failed, []);
    });

    it(`${name} comes back byte for byte when the bridge is deleted`, () => {
      const saved = new Map(create().steps.map((step) => [step.path, step]));
      const { steps } = planDeleteFiles(request(asked).bridge, stateOf(created(), all), saved);
      assert.deepEqual(sorted(applied(created(), steps)), sorted(before));
    });

    it(`${name} comes back with what an administrator has changed meanwhile`, () => {
      const saved = new Map(create().steps.map((step) => [step.path, step]));
      const edited = new Map([...created()].map(([file, text]) => [file, `# changed\n${text}`] as const));
      const { steps } = planDeleteFiles(request(asked).bridge, stateOf(edited, all), saved);
      const back = applied(edited, steps);
      assert.deepEqual([...back.keys()].toSorted(), [...before.keys()].toSorted());
      for (const [file, text] of back) assert.doesNotMatch(text, new RegExp(`\\b${request(asked).bridge}\\b`), file);
    });
  }
});
