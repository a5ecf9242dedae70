/** What a card is to have once its bridge is gone. Pure. */
import { scriptsFolder } from '../../backends/network/network-scripts/boot-files.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { isDhcp } from '../../backends/network/network-scripts/ifcfg/boot-protocol.ts';
import { parseIfcfg, type IfcfgFile } from '../../backends/network/network-scripts/ifcfg/parse.ts';
import type { FileStep } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { defaultRoute, permanentAddress } from '../../backends/links/configured.ts';
import type { Target } from '../../backends/links/join.ts';
import type { Returning } from '../../backends/links/delete.ts';
import { fileAddressing } from '../../backends/network/network-scripts/file-addressing.ts';
import { readNetworkDefaults } from '../../backends/network/network-scripts/network-defaults.ts';

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
  const asBridge = returnedAddressing(card.name, creation, files) === 'bridge';
  const mtuIsOurs = own?.mtu !== undefined && own.mtu === card.mtu;
  return {
    target: asBridge ? undefined : targetOfFile(card.name, files, state),
    mtu: mtuIsOurs ? links?.portMtu : undefined,
  };
}

/**
 * Where the card's addresses come from: all that the bridge has (`bridge`), or its own file again, by DHCP or not. What a
 * DHCP server gave the one it gives the other, for both have the same hardware address.
 */
export function returnedAddressing(
  card: string,
  creation: Transaction | undefined,
  files: readonly FileStep[],
): 'bridge' | 'dhcp' | 'static' {
  const addressing = creation?.request.operation === 'CreateBridge' ? creation.request.addressing : 'keep';
  const protocol = fileOf(card, files)?.get('BOOTPROTO');
  if (addressing === 'keep' || !isDhcp(protocol)) return addressing === 'keep' ? 'bridge' : 'static';
  return addressing === 'dhcp' ? 'bridge' : 'dhcp';
}

/** What the card's file says after the change; undefined where no file is left. Files of others are passed over. */
export function targetOfFile(card: string, files: readonly FileStep[], state: HostState): Target | undefined {
  const file = fileOf(card, files);
  if (file === undefined) return undefined;
  const keys = { name: file.name, get: file.get, getDefault: readNetworkDefaults(state).get };
  const { addresses, gateway4, gateway6 } = fileAddressing(keys, card);
  const gateways = [gateway4, gateway6].filter((gateway) => gateway !== undefined);
  return { addresses: addresses.map(permanentAddress), routes: gateways.map((gateway) => defaultRoute(gateway, card)) };
}

function fileOf(card: string, files: readonly FileStep[]): IfcfgFile | undefined {
  const text = files.find(({ path, after }) => after !== null && path.startsWith(`${scriptsFolder}/`))?.after;
  return text === undefined || text === null ? undefined : parseIfcfg(`ifcfg-${card}`, text);
}
