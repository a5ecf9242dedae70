/** What a card is to have once its bridge is gone. Pure. */
import type { HostState, Link } from '../../model/host-state.ts';
import { parseIfcfg } from '../../model/ifcfg/parse.ts';
import type { FileStep } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { defaultRoute, permanentAddress } from '../links/configured.ts';
import type { Target } from '../links/join.ts';
import type { Returning } from '../links/plan-delete-links.ts';
import { fileAddressing } from '../network-files/file-addressing.ts';
import { readNetworkDefaults } from '../network-files/network-defaults.ts';

/**
 * The card takes over what the bridge has, unless the bridge had been given something else than the card: then it gets
 * what its file says again, so that what is live is what the next boot will make.
 * @param creation the CreateBridge that is undone by this, if it was ours. @param files what becomes of the files.
 */
export function returningOf(
  card: Link,
  creation: Transaction | undefined,
  files: readonly FileStep[],
  state: HostState,
): Returning {
  if (creation === undefined) return { target: undefined, mtu: undefined };
  const links = creation.plan.find((step) => step.kind === 'links');
  const { request } = creation;
  const own = request.operation === 'CreateBridge' ? request : undefined;
  const mtuIsOurs = own?.mtu !== undefined && own.mtu === card.mtu;
  return {
    target: own === undefined || own.addressing === 'keep' ? undefined : targetOfFile(card.name, files, state),
    mtu: mtuIsOurs ? links?.portMtu : undefined,
  };
}

/** What the card's file says after the change; undefined where no file is left. */
export function targetOfFile(card: string, files: readonly FileStep[], state: HostState): Target | undefined {
  const text = files.find((step) => step.after !== null)?.after;
  if (text === undefined || text === null) return undefined;
  const file = parseIfcfg(`ifcfg-${card}`, text);
  const keys = { name: file.name, get: file.get, getDefault: readNetworkDefaults(state).get };
  const { addresses, gateway4, gateway6 } = fileAddressing(keys, card);
  const gateways = [gateway4, gateway6].filter((gateway) => gateway !== undefined);
  return { addresses: addresses.map(permanentAddress), routes: gateways.map((gateway) => defaultRoute(gateway, card)) };
}
