import type { HostState, Link } from '../../../../src/model/host-state.ts';
import type { InterfaceName, TransactionId } from '../../../../src/model/names.ts';
import type { Plan, PortStep } from '../../../../src/model/plan.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import type { Transaction } from '../../../../src/model/transaction.ts';
import { planCreateBridge } from '../../../../src/operations/bridges/plan-create.ts';
import { afterSteps, defaultRoute, link, request, type HostOptions } from '../../support/host.ts';
import { bridgeLink, plainHost } from './bridges.ts';

export const eth1 = (more: Partial<Link> = {}): Link =>
  link({ index: 3, name: 'eth1', mac: '52:54:00:00:00:01', ...more });
export const eth2 = (more: Partial<Link> = {}): Link =>
  link({ index: 4, name: 'eth2', mac: '52:54:00:00:00:02', ...more });
export const installed = 'DEVICE=eth1\nHWADDR=52:54:00:00:00:01\nONBOOT=no\nBOOTPROTO=dhcp\nIPV6INIT=yes\n';
export const names = (...ports: readonly string[]) => ports as readonly InterfaceName[];

export function host(more: HostOptions = {}, ...others: readonly Link[]): HostState {
  const cards = others.length === 0 ? [eth1(), eth2()] : others;
  return plainHost({ links: [...plainHost().links, ...cards], ...more });
}

const asked = (more: Partial<CreateBridgeRequest> = {}): CreateBridgeRequest =>
  request({ activate: 'live', ports: names('eth1', 'eth2'), ...more });
export const create = (
  state: HostState,
  more: Partial<CreateBridgeRequest> = {},
  history: readonly Transaction[] = [],
) => planCreateBridge(asked(more), state, history);
export const portsOf = (steps: Plan): readonly PortStep[] => steps.filter((step) => step.kind === 'port');

/** The change that a plan makes, once it is kept. */
export function kept(state: HostState, more: Partial<CreateBridgeRequest> = {}, history: readonly Transaction[] = []) {
  const record = {
    format: 1,
    operation: 'CreateBridge',
    bridge: 'br0',
    interface: 'eth0',
    uid: 0,
    bootId: 'x',
  } as const;
  const id = String(history.length).repeat(32) as TransactionId;
  const { steps: plan } = create(state, more, history);
  const transaction: Transaction = {
    ...record,
    ...{ id, time: history.length, request: asked(more), plan, state: 'committed', deadline: undefined, report: [] },
  };
  return transaction;
}

/** What the kernel and the files have once the changes were made. */
export function after(before: HostState, plan: Plan, ...ports: readonly Link[]): HostState {
  const written = afterSteps(
    before,
    plan.filter((step) => step.kind === 'file'),
  );
  const routes = [defaultRoute('192.0.2.1', { device: 'br0' })];
  return { ...written, links: [link({ master: 'br0' }), bridgeLink(), ...ports], routes };
}

export const joined = (card: Link): Link => ({ ...card, master: 'br0' });
