/** The change that restores what a bridge took over from its interface. */
import type { Host } from '../../host/host.ts';
import { compare, type Finding } from '../../model/finding.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import type { Plan } from '../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import type { Change } from '../../transactions/change.ts';
import { hostFirewall } from '../../backends/host-firewall/aspect.ts';
import { lastingOf } from '../../backends/links/configured.ts';
import { cardOf } from '../../backends/network/network-scripts/intent.ts';
import { lastingAddresses } from '../../backends/links/verify-addresses.ts';
import { observe } from './connectivity-check.ts';
import { planDeleteBridge } from './plan-delete.ts';
import { targetOfFile } from './returning.ts';

/** How it is made as a transaction. */
export function changeOfDelete(host: Host, request: DeleteBridgeRequest): Change {
  const { bridge, activate, probe } = request;
  return {
    request,
    interface: (state) => cardOf(bridge, state) ?? '',
    plan: (state, history) => ({
      steps: planDeleteBridge(request, state, history),
      facts: undefined,
      warnings: hostFirewall.warnings(request, { state, history, uplink: linkOf(cardOf(bridge, state), state) }),
    }),
    observe: (state, plan) => {
      const card = cardOf(bridge, state) ?? '';
      const addresses = addressesAfter(plan, card, state);
      const judgement = (after: HostState) => check(bridge, card, addresses, after);
      const watch = { host, activate, from: bridge, to: card, probe, changesMtu: changesMtu(plan), check: judgement };
      return observe(watch, state);
    },
  };
}

function linkOf(name: string | undefined, { links }: HostState): Link | undefined {
  return links.find((link) => link.name === name);
}

/** Whether frames get another greatest size; where a journal does not say, it is looked whether full ones get through. */
export function changesMtu(plan: Plan): boolean {
  const links = plan.find((step) => step.kind === 'links');
  return links !== undefined && (links.changesMtu ?? true);
}

/** What the card must have then: what it is given live, or what the network service will read in its file. */
function addressesAfter(plan: Plan, card: string, state: HostState): readonly string[] {
  const links = plan.find((step) => step.kind === 'links');
  const files = plan.filter((step) => step.kind === 'file');
  return links?.addresses ?? lastingOf(targetOfFile(card, files, state)?.addresses ?? []);
}

/** The bridge is gone, and the card has what it is to have. */
function check(bridge: string, card: string, addresses: readonly string[], after: HostState): readonly Finding[] {
  const there = after.links.some((link) => link.name === bridge);
  const has = lastingAddresses(card, after);
  const remedy = '';
  return [
    compare('bridge', { message: `bridge '${bridge}'`, expected: 'gone', found: there ? 'there' : 'gone', remedy }),
    compare('addresses', {
      message: `addresses missing from '${card}'`,
      expected: '',
      found: addresses.filter((address) => !has.includes(address)).join(' '),
      remedy,
    }),
  ];
}
