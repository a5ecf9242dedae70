/** The change that restores what a bridge took over from its interface. */
import type { Host } from '../../host/host.ts';
import type { CidrAddress } from '../../model/addresses.ts';
import { valuesOf } from '../../contract/list-of.ts';
import { compare, type Finding } from '../../model/finding.ts';
import { requireAddresses, type Intent } from '../../model/intent.ts';
import type { LinkState } from '../../model/host-state.ts';
import type { Plan } from '../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { allParts } from '../../backends/host-state/read.ts';
import type { BridgeChange } from '../../transactions/change.ts';
import { uplinkNameOf } from '../../backends/network/detect.ts';
import { lastingAddresses } from '../../backends/links/verify-addresses.ts';
import { checkConnectivity } from './connectivity-check.ts';
import { planDeleteBridge } from './plan-delete.ts';

/** How it is made as a transaction. */
export function changeOfDelete(host: Host, request: DeleteBridgeRequest): BridgeChange {
  const { bridge, activate, probe } = request;
  return {
    request,
    needs: allParts,
    interface: (state) => uplinkNameOf(bridge, state) ?? '',
    plan: (state, history) => {
      const { steps, warnings, ...facts } = planDeleteBridge(request, state, history);
      return { steps, warnings, facts };
    },
    observe: (state, plan, { intent }) => {
      const uplink = uplinkNameOf(bridge, state) ?? '';
      const addresses = addressesAfter(plan, intent);
      const isRight = (after: LinkState) => check(bridge, uplink, addresses, after);
      const watch = { host, activate, from: bridge, to: uplink, probe, changesMtu: changesMtu(plan), check: isRight };
      return checkConnectivity(watch, state);
    },
  };
}

/** Whether frames get another greatest size; where a journal does not say, it is looked whether full ones get through. */
export function changesMtu(plan: Plan): boolean {
  const links = plan.find((step) => step.kind === 'links');
  return links !== undefined && (links.changesMtu ?? true);
}

/** What the uplink must have then: what it is given live, or what the network service will read in its configuration. */
function addressesAfter(plan: Plan, intent: Intent | undefined): readonly string[] {
  const links = plan.find((step) => step.kind === 'links');
  const configured = (): readonly CidrAddress[] => (intent === undefined ? [] : requireAddresses(intent));
  return links?.addresses ?? configured().map(({ address, prefix }) => `${address}/${prefix}`);
}

/** The bridge is gone, and the uplink has what it is to have. */
function check(bridge: string, uplink: string, addresses: readonly string[], after: LinkState): readonly Finding[] {
  const there = after.links.some((link) => link.name === bridge);
  const has = lastingAddresses(uplink, after);
  const remedy = '';
  return [
    compare('bridge', { message: `bridge '${bridge}'`, expected: 'gone', found: there ? 'there' : 'gone', remedy }),
    compare('addresses', {
      message: `addresses missing from '${uplink}'`,
      expected: '',
      found: valuesOf(addresses.filter((address) => !has.includes(address))),
      remedy,
    }),
  ];
}
