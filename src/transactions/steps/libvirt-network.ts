/** A libvirt network that leads to one of the host's bridges. */
import { defineNetwork, undefineNetwork } from '../../backends/libvirt/apply-network.ts';
import type { HostState } from '../../model/host-state.ts';
import type { LibvirtNetworkStep } from '../../model/plan.ts';
import { requireNoNatBridge } from './nat-bridge.ts';
import type { StepKind } from './step-kind.ts';

export const libvirtNetworkKind: StepKind<LibvirtNetworkStep> = {
  preview: ({ action, network, xml }) =>
    action === 'define'
      ? `virsh net-define /dev/stdin <<EOF\n${xml}EOF\nvirsh net-autostart ${network}\nvirsh net-start ${network}\n`
      : `virsh net-destroy ${network}\nvirsh net-undefine ${network}\n`,
  requireStillRight: async (step, host) => requireNoNatBridge(step.bridge, host, step.action === 'define'),
  apply: async ({ action, network }, host, lock, file) => {
    if (action === 'define') await defineNetwork(host, network, file('network'), lock);
    else await undefineNetwork(host, network, lock);
    return undefined;
  },
  differs: (step, { state }) => differs(step, state),
  touches: ({ network }) => [`network ${network}`],
  undo: (step, index) => ['undo_libvirt_network', index, step.uri, step.network, step.bridge, step.action],
  undoFiles: ({ xml }) => [{ name: 'network', text: xml, mode: 0o600 }],
};

function differs({ network, bridge, action }: LibvirtNetworkStep, { libvirt, libvirtNetworks }: HostState) {
  if (libvirt.service !== 'running') return `libvirt cannot be asked about its network '${network}'`;
  const now = libvirtNetworks.filter(({ name }) => name === network);
  if (action === 'undefine') return now.length === 0 ? undefined : `libvirt has a network '${network}' again`;
  const same = now.length > 0 && now.every((one) => one.forward === 'bridge' && one.bridge === bridge);
  return same ? undefined : `libvirt's network '${network}' has been changed`;
}
