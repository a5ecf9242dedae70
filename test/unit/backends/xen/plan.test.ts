import assert from 'node:assert/strict';
import type { HostFile } from '../../../../src/model/host-file.ts';
import type { BridgeName, TransactionId } from '../../../../src/model/names.ts';
import type { Step } from '../../../../src/model/plan.ts';
import type { Transaction } from '../../../../src/model/transaction.ts';
import { planCreateXen } from '../../../../src/backends/xen/create.ts';
import { planDeleteXen } from '../../../../src/backends/xen/delete.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import { otherBridges } from '../../../../src/operations/bridges/other-bridges.ts';
import { contextOf, deletion, hostWith, request, xenFile } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';

const [on, off] = ['(network-script network-bridge)\n', '(network-script /bin/true)\n'];
const state = (xenConfig: HostFile | undefined, bridges: readonly string[] = []) =>
  hostWith(Object.fromEntries(bridges.map((name) => [`ifcfg-${name}`, 'TYPE=Bridge\n'])), { xenConfig });

function transaction(operation: 'CreateBridge' | 'DeleteBridge', bridge: string, plan: readonly Step[]): Transaction {
  const id = '0'.repeat(32) as TransactionId;
  const asked = request({ bridge: bridge as BridgeName });
  const record = { format: 1, id, bridge, interface: 'eth0', uid: 0, time: 1, bootId: 'x' } as const;
  return { ...record, operation, request: asked, plan, state: 'committed', deadline: undefined, report: [] };
}
const creation = (bridge = 'br0', before = on, after = off) =>
  transaction('CreateBridge', bridge, before === after ? [] : [change(before, after)]);
const change = (before: string, after: string): Step => ({
  kind: 'file',
  title: '',
  path: '/etc/xen/xend-config.sxp',
  before,
  after,
  mode: 0o644,
});
const planCreate = (host: HostState) => planCreateXen(request(), contextOf(host));
const planDelete = (bridge: string, host: HostState, history: readonly Transaction[]) => {
  const others = otherBridges(bridge, host, history);
  return planDeleteXen(deletion(), contextOf(host, { history, others }));
};
const textAfter = ({ before }: { before: readonly Step[] }) => before.map((step) => step.kind === 'file' && step.after);

describe('a bridge on a Xen host', () => {
  it('disables the script in one file step, whose title says when it takes effect', () => {
    const { before, after } = planCreate(state({ ...xenFile(on), mode: 0o600 }));
    assert.deepEqual(after, []);
    const title = "disable Xen's own bridge script from xend's next start";
    assert.deepEqual(before, [{ ...change(on, off), title, mode: 0o600 }]);
  });

  it('needs no step without Xen, or if the script is disabled already', () => {
    assert.deepEqual(planCreate(state(undefined)).before, []);
    assert.deepEqual(planCreate(state(xenFile(off))).before, []);
  });

  it('is refused if the file must not be read', () => {
    const file = xenFile({ problem: 'it is a symbolic link' });
    throwsCode('Refused', () => planCreate(state(file)));
  });
});

describe('the last bridge of a Xen host', () => {
  it('restores the file when it is deleted', () => {
    assert.deepEqual(textAfter(planDelete('br0', state(xenFile(off)), [creation()])), [on]);
  });

  it('restores only that line if the file was edited since', () => {
    assert.deepEqual(textAfter(planDelete('br0', state(xenFile(`# new\n${off}`)), [creation()])), [`# new\n${on}`]);
  });

  it('keeps a script that an administrator chose since', () => {
    const other = xenFile('(network-script network-nat)\n');
    assert.deepEqual(textAfter(planDelete('br0', state(other), [creation()])), []);
  });

  it('is the last of our bridges, even if another one disabled the script', () => {
    const history = [creation('br1', off, off), creation('br0')];
    assert.deepEqual(textAfter(planDelete('br0', state(xenFile(off), ['br1']), history)), []);
    assert.deepEqual(textAfter(planDelete('br1', state(xenFile(off), ['br1']), history)), [on]);
  });

  it('does not restore the script twice, nor one that we did not disable', () => {
    const gone = transaction('DeleteBridge', 'br0', [change(off, on)]);
    assert.deepEqual(textAfter(planDelete('br0', state(xenFile(off)), [gone, creation()])), []);
    assert.deepEqual(textAfter(planDelete('br0', state(xenFile(off)), [creation('br0', off, off)])), []);
  });

  it('is refused only if a file that we changed must not be read any more', () => {
    const file = xenFile({ problem: 'it is a directory' });
    throwsCode('Refused', () => planDelete('br0', state(file), [creation()]));
    assert.deepEqual(textAfter(planDelete('br0', state(file), [])), []);
  });
});
