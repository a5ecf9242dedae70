import { AgentError } from '../../contract/errors.ts';
import { createBridgeOptions } from '../../contract/options.ts';
import type { BusValue } from '../../model/bus-value.ts';
import { parseBridgeName, parseInterfaceName, parseNetworkName, type NetworkName } from '../../model/names.ts';
import { quoted } from '../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { deepFreeze } from './deep-freeze.ts';
import { optionsAt, textAt } from './positional.ts';
import { readPersist } from './persist.ts';
import { readPorts } from './ports.ts';
import { readProbe } from './probe.ts';
import type { OptionsOf } from './option-types.ts';
import { readOptions } from './read-options.ts';
import { readStaticAddresses } from './static-addresses.ts';

/** The kernel's default for a bridge with STP, in seconds (bridge(8), IEEE 802.1D). */
const defaultForwardDelay = 15;

/**
 * A frozen request from `s bridge, s interface, a{sv} options`. Pure: the planner finds out
 * whether the names exist. Throws AgentError with the codes of bad input.
 */
export function parseCreateBridge(args: readonly BusValue[]): CreateBridgeRequest {
  const bridge = parseBridgeName(textAt(args, 0));
  const wanted = textAt(args, 1);
  if (wanted === bridge) {
    throw new AgentError(
      'Refused',
      `${quoted(wanted)} cannot be its own port; give the bridge another name, like 'br0'`,
    );
  }
  const port = parseInterfaceName(wanted);
  const options = readOptions(createBridgeOptions, optionsAt(args, 2));
  requireAdoptable(options);
  return deepFreeze({
    operation: 'CreateBridge',
    bridge,
    interface: port,
    addressing: options.addressing,
    ...readStaticAddresses(options),
    mtu: options.mtu,
    stp: options.stp,
    forwardDelay: forwardDelay(options.stp, options['forward-delay']),
    multicastSnooping: options['multicast-snooping'],
    bridgedTraffic: options['bridged-traffic'],
    hostFirewall: options['host-firewall'],
    networkmanager: options.networkmanager,
    persist: readPersist(options),
    cloudInit: options['cloud-init'],
    libvirtNetwork: networkName(options['libvirt-network']),
    ports: readPorts(options.ports, bridge, port),
    adopt: options.adopt,
    activate: options.activate,
    confirmWithin: options['confirm-within'],
    probe: readProbe(options.probe),
    dryRun: options['dry-run'],
  });
}

/** A bridge that is taken over has its addresses, and goes on. */
function requireAdoptable({ adopt, addressing, activate }: OptionsOf<typeof createBridgeOptions>): void {
  if (!adopt || (addressing === 'keep' && activate !== 'restart')) return;
  const what = addressing === 'keep' ? "activate 'live' or 'boot'" : "addressing 'keep'";
  throw new AgentError(
    'InvalidArgs',
    `the option 'adopt' needs ${what}; change the rest once the bridge is taken over`,
  );
}

function networkName(text: string | undefined): NetworkName | undefined {
  return text === undefined ? undefined : parseNetworkName(text);
}

/** Seconds. Without STP a port forwards at once; with it the kernel accepts 2 to 30 (else ERANGE). */
function forwardDelay(stp: boolean, given: number | undefined): number {
  if (given === undefined) return stp ? defaultForwardDelay : 0;
  if (stp === given > 0) return given;
  const rule = stp ? "with 'stp' it takes 2 to 30" : "without 'stp' it takes 0";
  throw new AgentError('OutOfRange', `the option 'forward-delay' is ${given}; ${rule}`);
}
