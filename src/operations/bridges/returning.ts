/** What an interface is to have once its bridge is gone. */
import type { Returning } from '../../backends/links/delete.ts';
import type { Target } from '../../backends/links/join.ts';
import { defaultRoute, permanentAddress } from '../../backends/links/configured.ts';
import type { DeleteContext } from '../../backends/interfaces/aspect.ts';
import type { Link } from '../../model/host-state.ts';
import { requireAddresses, type Intent } from '../../model/intent.ts';
import { uplinkKindOf } from '../../model/uplink-kinds.ts';
import type { Transaction } from '../../model/transaction.ts';

/** Bytes: what a card's driver begins with (kernel: ether_setup). */
const ethernetMtu = 1500;

/**
 * The uplink takes over what the bridge has, unless the bridge had been given something else than the uplink: then it gets
 * what its configuration says again, so that what is live is what the next boot will make.
 * @param creation the CreateBridge that is undone by this, if it was ours. @param intent what the uplink's own configuration
 * will say. Throws AgentError(Refused) where that is malformed.
 */
export function returningOf(
  bridge: Link,
  uplink: Link,
  creation: Transaction | undefined,
  intent: Intent | undefined,
): Returning {
  if (creation === undefined) return { target: undefined, mtu: undefined };
  const links = creation.plan.find((step) => step.kind === 'links');
  const { request } = creation;
  const own = request.operation === 'CreateBridge' ? request : undefined;
  const asBridge = returnedAddressing(creation, intent) === 'bridge';
  // Without a word the smallest of several ports has decided.
  const given = own?.mtu ?? (links?.changesMtu === true ? bridge.mtu : undefined);
  const mtuIsOurs = given === uplink.mtu;
  return {
    target: asBridge || intent === undefined ? undefined : targetOf(intent, uplink.name),
    mtu: mtuIsOurs ? (links?.portMtu ?? mtuAtBoot(uplink, intent)) : undefined,
  };
}

/** A bridge that a boot or a service made leaves no word of what its card had before. */
function mtuAtBoot(uplink: Link, intent: Intent | undefined): number | undefined {
  return intent?.mtu ?? (uplinkKindOf(uplink) === 'card' ? ethernetMtu : undefined);
}

/** Both have the same hardware address: what a DHCP server gave the one it gives the other. */
export function returnedAddressing(
  creation: Transaction | undefined,
  intent: Intent | undefined,
): DeleteContext['returned'] {
  const addressing = creation?.request.operation === 'CreateBridge' ? creation.request.addressing : 'keep';
  if (addressing === 'keep') return 'bridge';
  if (intent?.dhcp !== true) return 'static';
  return addressing === 'dhcp' ? 'bridge' : 'dhcp';
}

function targetOf(intent: Intent, uplink: string): Target {
  return {
    addresses: requireAddresses(intent).map(permanentAddress),
    routes: intent.gateways.map((gateway) => defaultRoute(gateway, uplink)),
  };
}
