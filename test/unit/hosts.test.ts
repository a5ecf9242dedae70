import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import { planCreateFiles } from '../../src/backends/network/network-scripts/create-files.ts';
import { planDeleteFiles } from '../../src/backends/network/network-scripts/delete-files.ts';
import { planPortFiles } from '../../src/backends/network/network-scripts/port-files.ts';
import { verifyFiles } from '../../src/backends/network/network-scripts/verify/files.ts';
import { planCreateXen } from '../../src/backends/xen/create.ts';
import { planDeleteXen } from '../../src/backends/xen/delete.ts';
import { AgentError } from '../../src/contract/errors.ts';
import { noFile, type HostFile } from '../../src/model/host-file.ts';
import type { HostState } from '../../src/model/host-state.ts';
import type { InterfaceName, TransactionId } from '../../src/model/names.ts';
import type { FileStep, Step } from '../../src/model/plan.ts';
import type { CreateBridgeRequest } from '../../src/model/requests.ts';
import type { Transaction } from '../../src/model/transaction.ts';
import { linksOfTree } from '../lab/host-trees/links.ts';
import { hostTrees, type HostTree, type Tree } from '../lab/host-trees/trees.ts';
import { contextOf, deletion, folder, hostWith, link, request, xenFile } from './support/host.ts';

const xenPath = '/etc/xen/xend-config.sxp';

function stateOf(tree: Tree, { asked, delayUnit, folder: path }: HostTree): HostState {
  const { interface: device = 'eth0' as InterfaceName } = asked;
  const files = [...tree].map(([path, text]): HostFile => ({ ...noFile(path), text }));
  const defaults = tree.get('/etc/sysconfig/network');
  return hostWith(
    {},
    {
      networkFiles: files.filter(({ path }) => dirname(path) === folder),
      ...(defaults !== undefined && { networkDefaults: defaults }),
      staticRoutes: files.filter(({ path }) => basename(path).startsWith('static-routes')),
      ...(delayUnit !== undefined && { delayUnit }),
      links: linksOfTree(path) ?? [link({ name: device })],
      xenConfig: tree.has(xenPath) ? xenFile(tree.get(xenPath) ?? '') : undefined,
    },
  );
}

const isFileStep = (step: Step): step is FileStep => step.kind === 'file';

function createSteps(asked: CreateBridgeRequest, state: HostState): readonly FileStep[] {
  const xen = planCreateXen(asked, contextOf(state)).before.filter(isFileStep);
  return [...planCreateFiles(asked, state).steps, ...planPortFiles(asked, state).steps, ...xen];
}

function deleteSteps(asked: CreateBridgeRequest, state: HostState, plan: readonly FileStep[]): readonly FileStep[] {
  const saved = new Map(plan.map((step) => [step.path, step]));
  const { bridge } = asked;
  const xen = planDeleteXen(deletion({ bridge }), contextOf(state, { history: [transaction(asked, plan)] }));
  return [...planDeleteFiles(bridge, state, saved).steps, ...xen.before.filter(isFileStep)];
}

function transaction(asked: CreateBridgeRequest, plan: readonly Step[]): Transaction {
  const record = { format: 1, id: '0'.repeat(32) as TransactionId, uid: 0, time: 1, bootId: 'x', report: [] } as const;
  const { operation, bridge, interface: device } = asked;
  return {
    ...record,
    operation,
    bridge,
    interface: device,
    request: asked,
    plan,
    state: 'committed',
    deadline: undefined,
  };
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
  for (const host of hostTrees()) {
    const { name, before, after, refusal } = host;
    const asked = request(host.asked);
    const create = () => createSteps(asked, stateOf(before, host));

    if (after === undefined) {
      it(`${name} is refused, and the sentence says why`, () => {
        assert.throws(create, (error: AgentError) => {
          assert.equal(`${error.code}: ${error.message}`, refusal);
          return error instanceof AgentError;
        });
      });
      continue;
    }

    const created = (): Tree => applied(before, create());
    it(`${name} becomes that of a bridge`, () => {
      assert.deepEqual(sorted(created()), sorted(after));
    });

    it(`${name} is left alone when the same is asked again, and passes the verification`, () => {
      const state = stateOf(created(), host);
      assert.deepEqual(createSteps(asked, state), []);
      const findings = verifyFiles(asked.bridge, undefined, { ...state, live: false });
      // Whether cloud-init is still to be feared, is another matter.
      const bad = findings.filter(({ status, found }) => status !== 'pass' && found !== 'cloud-init');
      assert.deepEqual(bad, []);
    });

    it(`${name} comes back byte for byte when the bridge is deleted`, () => {
      const steps = deleteSteps(asked, stateOf(created(), host), create());
      assert.deepEqual(sorted(applied(created(), steps)), sorted(before));
    });

    it(`${name} comes back with what an administrator has changed meanwhile`, () => {
      const edited = new Map([...created()].map(([file, text]) => [file, `# changed\n${text}`] as const));
      const back = applied(edited, deleteSteps(asked, stateOf(edited, host), create()));
      assert.deepEqual([...back.keys()].toSorted(), [...before.keys()].toSorted());
      for (const [file, text] of back) assert.doesNotMatch(text, new RegExp(`\\b${asked.bridge}\\b`), file);
    });
  }
});
