/** Everything on the host that has a part in a bridge, in the order in which it changes. */
import type { Expectation } from '../model/expectation.ts';
import type { HostState } from '../model/host-state.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../model/requests.ts';
import { nothing } from '../model/step-group.ts';
import type { Aspect, AspectContext } from './interfaces/aspect.ts';
import { planCreateDependents } from './dependents/create.ts';
import { planDeleteDependents } from './dependents/delete.ts';
import { planCreateDhclient } from './dhclient/create.ts';
import { planDeleteDhclient } from './dhclient/delete.ts';
import { planCreateFirewall } from './firewall/create.ts';
import { planDeleteFirewall } from './firewall/delete.ts';
import { planRepairFirewall } from './firewall/repair.ts';
import { verifyFirewall } from './firewall/verify.ts';
import { planCreateFirewalld } from './firewalld/create.ts';
import { planDeleteFirewalld } from './firewalld/delete.ts';
import { planCreateHostFirewall } from './host-firewall/create.ts';
import { planDeleteHostFirewall } from './host-firewall/delete.ts';
import { planRepairHostFirewall } from './host-firewall/repair.ts';
import { verifyHostFirewall } from './host-firewall/verify.ts';
import { planCreateLibvirt } from './libvirt/create.ts';
import { planDeleteLibvirt } from './libvirt/delete.ts';
import { planRepairLibvirt } from './libvirt/repair.ts';
import { verifyLibvirt } from './libvirt/verify.ts';
import { planCreateLowerLinks } from './lower-links/create.ts';
import type { BackendDeletion, BackendPlan, HostContext } from './interfaces/network-backend.ts';
import { backendFor, backendOf } from './network/detect.ts';
import { planCreatePorts } from './ports/create.ts';
import { planDeletePorts } from './ports/delete.ts';
import { planCreateSysctls } from './sysctls/create.ts';
import { planDeleteSysctls } from './sysctls/delete.ts';
import { planRepairSysctls } from './sysctls/repair.ts';
import { verifySysctls } from './sysctls/verify.ts';
import { planCreateOtherWriters } from './other-writers/create.ts';
import { planDeleteOtherWriters } from './other-writers/delete.ts';
import { planCreateXen } from './xen/create.ts';
import { planDeleteXen } from './xen/delete.ts';
import { verifyXen } from './xen/verify.ts';

/** The network stack: it also decides how the kernel's links change. */
interface NetworkAspect extends Aspect {
  readonly planCreate: (request: CreateBridgeRequest, context: AspectContext) => BackendPlan;
  readonly planDelete: (request: DeleteBridgeRequest, context: HostContext) => BackendDeletion;
}

const network: NetworkAspect = {
  planCreate: (request, context) => backendFor(request, context.state).planCreate(request, context),
  planDelete: (request, context) => backendOf(request.bridge, context.state).planDelete(request, context),
  verify: ({ bridge, interface: uplink }: Expectation, state: HostState) =>
    backendOf(bridge, state).verify(bridge, uplink, state),
};

const xen: Aspect = { planCreate: planCreateXen, planDelete: planDeleteXen, verify: verifyXen };

/** What Verify says of them is a part of the check `config-interface`, which the network stack makes. */
const otherWriters: Aspect = {
  planCreate: planCreateOtherWriters,
  planDelete: planDeleteOtherWriters,
  verify: () => [],
};

const hostFirewall: Aspect = {
  planCreate: planCreateHostFirewall,
  planDelete: planDeleteHostFirewall,
  verify: verifyHostFirewall,
  planRepair: planRepairHostFirewall,
};

const firewall: Aspect = {
  planCreate: planCreateFirewall,
  planDelete: planDeleteFirewall,
  verify: verifyFirewall,
  planRepair: planRepairFirewall,
};

const sysctls: Aspect = {
  planCreate: planCreateSysctls,
  planDelete: planDeleteSysctls,
  verify: verifySysctls,
  planRepair: planRepairSysctls,
};

/** What Verify says of zones is a part of the check `host-firewall`. */
const firewalld: Aspect = { planCreate: planCreateFirewalld, planDelete: planDeleteFirewalld, verify: () => [] };

const libvirt: Aspect = {
  planCreate: planCreateLibvirt,
  planDelete: planDeleteLibvirt,
  verify: verifyLibvirt,
  planRepair: planRepairLibvirt,
};

/** What Verify says of the lease is a part of the check `addresses`: src/backends/links/verify-addresses.ts. */
const dhclient: Aspect = { planCreate: planCreateDhclient, planDelete: planDeleteDhclient, verify: () => [] };

/** It changes nothing: it says or refuses what the link below a VLAN, or a bond's ports, do not let the bridge have. */
const lowerLinks: Aspect = { planCreate: planCreateLowerLinks, planDelete: () => nothing, verify: () => [] };

/** What Verify says of them is a part of the checks of links and of the network stack. */
const ports: Aspect = { planCreate: planCreatePorts, planDelete: planDeletePorts, verify: () => [] };

/** It changes nothing: it says what is bound to the interface and stays there, or refuses the change. */
const dependents: Aspect = { planCreate: planCreateDependents, planDelete: planDeleteDependents, verify: () => [] };

/** Outermost first: what a part does before the links change is undone after all that follows it. */
export const aspects: readonly [network: NetworkAspect, ...others: readonly Aspect[]] = [
  // An undo starts NetworkManager only once the files are back that keep its hands off, or give it the interface.
  network,
  // Files alone, for programs that are not running or do not look at them now.
  xen,
  otherWriters,
  // The twins of the host's own rules are there before its packets come by the bridge, and before the rules are saved
  // for bridged frames, so that they are saved with them.
  hostFirewall,
  // Frames pass before the first guest can have a port.
  firewall,
  // A section in the firewall's drop-in goes behind its lines. The port is quiet before an advertisement can reach it.
  sysctls,
  // The rules of its zone must meet the first packet that comes in by the other device, by our batch or its undo.
  firewalld,
  // A network of libvirt's needs the bridge, so its step comes after the links; the reload then finds it.
  libvirt,
  // Innermost: the client is away only while the addresses move.
  dhclient,
  lowerLinks,
  // The bridge loses its other ports before the host leaves it, and gets them once the host is on it.
  ports,
  dependents,
];
