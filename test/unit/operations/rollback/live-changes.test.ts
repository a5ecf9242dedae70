import assert from 'node:assert/strict';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { TransactionId } from '../../../../src/model/names.ts';
import type { LinksStep } from '../../../../src/model/plan.ts';
import { planCreateLinks } from '../../../../src/backends/links/create.ts';
import { refuseLiveChanges } from '../../../../src/operations/rollback/live-changes.ts';
import { address, link, defaultRoute, hostWith, request } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';

const asked = request({ activate: 'live' });
const port = link({ addresses: [address('192.0.2.10/24'), address('2001:db8:1::10/64')] });
const routes = [defaultRoute('192.0.2.1'), defaultRoute('2001:db8:1::1', { metric: 1024 })];
const step = planCreateLinks(asked, port, hostWith({}, { links: [port], routes }));
const older = { ...step, routes: undefined, changesMtu: undefined };

function rollBack(links: LinksStep, state: HostState): void {
  const made = { format: 1, id: '0'.repeat(32) as TransactionId, operation: 'CreateBridge' } as const;
  const kept = { state: 'committed', deadline: undefined, report: [] } as const;
  const rest = { bridge: 'br0', interface: 'eth0', uid: 0, time: 1, bootId: 'x', request: asked, plan: [links] };
  refuseLiveChanges({ ...made, ...rest, ...kept }, state);
}

describe('the routes of a change that was kept', () => {
  const moved = routes.map((route) => ({ ...route, device: 'br0' }));
  const after = (...more: typeof routes) =>
    hostWith({}, { links: [{ ...port, name: 'br0' }], routes: [...moved, ...more] });

  for (const [journal, links] of Object.entries({ 'a journal': step, 'an older journal': older })) {
    it(`do not prevent a rollback if ${journal} knows them`, () => {
      assert.doesNotThrow(() => rollBack(links, after()));
    });

    it(`prevent a rollback if one was added since: ${journal}`, () => {
      const added = defaultRoute('192.0.2.9', { destination: '198.51.100.0/24', device: 'br0' });
      throwsCode('Conflict', () => rollBack(links, after(added)));
    });
  }
});
