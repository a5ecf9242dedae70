/** A network stack that can be the host's: what writes the configuration down, and what reads it at boot. */
import type { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { Check, Finding } from '../../model/finding.ts';
import type { HostAddress, HostState, Route, StackState } from '../../model/host-state.ts';
import type { Intent } from '../../model/intent.ts';
import type { BackendName, NetworkConfigs } from '../../model/network-config.ts';
import type { Plan } from '../../model/plan.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../model/requests.ts';
import type { StepGroup } from '../../model/step-group.ts';
import type { AspectContext, Repair, RepairContext } from './aspect.ts';

/** Whether the stack has a device for its own; `unknown` where what it has written down cannot be read. */
export type Claim = 'owned' | 'leaves alone' | 'unknown';

/** What a stack needs that finds out itself which interface is behind the bridge. It is the first of all aspects. */
export type HostContext = Omit<AspectContext, 'uplink' | 'earlier'>;

export interface BackendPlan extends StepGroup {
  /** How the kernel gets there: by our batch for ip(8), by a restart of the stack's own service, or not now. */
  readonly links: 'batch' | 'service' | 'none';
  /** Where `links` is `service`: the whole plan. @param inner what the other aspects do. Throws AgentError: Unsupported, Busy. */
  readonly byRestart: (inner: readonly StepGroup[]) => Plan;
  /** What the next boot gives the bridge, or once it is deleted its uplink; undefined where no configuration is changed or left. */
  readonly intent: Intent | undefined;
  /** Whether the configuration is as requested already. */
  readonly already: boolean;
}

export interface BackendDeletion extends BackendPlan {
  /** The interfaces that the configuration puts behind the bridge. */
  readonly interfaces: readonly string[];
}

export interface BackendRepair {
  readonly repairs: readonly Repair[];
  /** The host with its configuration repaired, by which the rest is planned. */
  readonly after: HostState;
  /**
   * What goes around all steps, where the stack has to be told of them; left out where that is nothing. @param steps those of the
   * kernel and of the other aspects.
   */
  readonly around?: (steps: Plan) => RepairFrame;
}

/** Steps around a repair, and the checks that they make right besides. */
export interface RepairFrame extends StepGroup {
  readonly checks: readonly Check[];
}

/** Addresses and routes, as the kernel is to have them. */
export interface KernelTarget {
  readonly addresses: readonly HostAddress[];
  readonly routes: readonly Route[];
}

export type AnyBackend = NetworkBackend<BackendName>;

/** What the option `networkmanager` of CreateBridge means with a stack. */
interface NetworkManagerPart {
  /** Where it was left open. */
  readonly auto: Exclude<CreateBridgeRequest['networkmanager'], 'auto'>;
  /** Where a bridge is made again that has its files: NetworkManager's part in it is not to change. */
  readonly again: Exclude<CreateBridgeRequest['networkmanager'], 'auto'>;
}

export interface NetworkBackend<Name extends BackendName> {
  readonly name: Name;
  /** What it calls itself, for sentences. */
  readonly title: string;
  readonly networkmanager: NetworkManagerPart;
  /** Whether a DHCP client of its own has its leases, and goes on with them on the other device; left out where it has none. */
  readonly ownClient?: boolean;
  /** The only function that touches the host. @returns undefined where this stack is not there. Throws AgentError. */
  readonly read: (host: Host) => Promise<NetworkConfigs[Name] | undefined>;

  // All that follows is pure. Plans and `require…`, `refuse…` throw AgentError; the others never throw.

  readonly claim: (device: string, state: StackState) => Claim;
  /** Whether the next boot is known to start what reads its configuration: of two that claim a device, this one has it. */
  readonly startsAtBoot: (state: StackState) => boolean;
  /** Whether the next boot makes the bridge. */
  readonly isConfigured: (bridge: string, state: HostState) => boolean;
  /** What errors call a bridge's configuration, such as `file 'ifcfg-br0'`. */
  readonly nameOfConfiguration: (bridge: string) => string;
  /** The command that brings the bridge up as it is configured, with its DHCP client, for remedies. */
  readonly startCommand: (bridge: string, state: HostState) => string;
  /** The interface that the configuration puts behind the bridge, or else the port that lent it its hardware address. */
  readonly uplinkOf: (bridge: string, state: HostState) => string | undefined;
  /** Whether the next boot makes the link itself, a VLAN or a bond; left out where this stack makes none. */
  readonly makesLink?: (device: string, state: HostState) => boolean;
  /**
   * All interfaces that the configuration puts behind the bridge, the uplink among them; left out where this stack cannot have
   * several.
   */
  readonly portsOf?: (bridge: string, state: HostState) => readonly string[];
  /** Whether it can take over a bridge that somebody made by hand; left out where it cannot. */
  readonly adopts?: boolean;
  /** Undefined where nothing configures the device. */
  readonly intentOf: (device: string, state: HostState) => Intent | undefined;
  /** The zone that the device's configuration asks firewalld for; left out where this stack has no word for it. */
  readonly zoneOf?: (device: string, state: HostState) => string | undefined;
  /**
   * Static addresses and default routes in the form in which the stack itself sets them; left out where that is ip(8)'s. @param from
   * the device that has the host's addresses now.
   */
  readonly kernelForm?: (target: KernelTarget, from: string, state: HostState) => KernelTarget;
  readonly planCreate: (request: CreateBridgeRequest, context: AspectContext) => BackendPlan;
  readonly planDelete: (request: DeleteBridgeRequest, context: HostContext) => BackendDeletion;
  /** Why any bridge over the device would be refused, with the default options: nothing reads its configuration, or it has none. */
  readonly readerProblem: (device: string, state: StackState) => AgentError | undefined;
  /** Throws AgentError(Refused) where nothing is known to read at the next boot what the plan writes. */
  readonly requireReader: (request: CreateBridgeRequest, state: HostState) => void;
  /** Throws AgentError(Busy) where a restart of the stack's service would cut guests off. */
  readonly refuseRestart: (state: HostState) => void;
  /** config-bridge, config-interface, config-conflict, config-service, networkmanager. */
  readonly verify: (bridge: string, uplink: string | undefined, state: HostState) => readonly Finding[];
  /** What it can do about its findings of `verify`; left out where that is nothing. Throws AgentError. */
  readonly planRepair?: (bridge: string, context: RepairContext) => BackendRepair;
  /** Where it keeps files of its own for each device: recovery and the unit's ReadWritePaths= go by them. */
  readonly writtenFolders: readonly string[];
}
