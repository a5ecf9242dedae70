/** The table of contents: every kind of step, and what it knows. A kind without its line does not compile. */
import type { Host } from '../../host/host.ts';
import type { HostState } from '../../model/host-state.ts';
import type { Plan, Step } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { bridgeSettingKind } from './bridge-setting.ts';
import { directoryKind } from './directory.ts';
import { dhcpClientKind } from './dhcp-client.ts';
import { fileKind } from './file.ts';
import { firewalldZoneKind } from './firewalld-zone.ts';
import { firewallRuleKind } from './firewall-rule.ts';
import { firewallRulesKind } from './firewall-rules.ts';
import { firewallSaveKind } from './firewall-save.ts';
import { guestInterfaceKind } from './guest-interface.ts';
import { libvirtNetworkKind } from './libvirt-network.ts';
import { linkSettingKind } from './link-setting.ts';
import { linksKind } from './links.ts';
import { networkManagerProfileKind } from './network-manager-profile.ts';
import { networkManagerStateKind } from './network-manager-state.ts';
import { nftElementKind } from './nft-element.ts';
import { nftRuleKind } from './nft-rule.ts';
import { nftRulesKind } from './nft-rules.ts';
import { portKind } from './port.ts';
import { serviceKind } from './service.ts';
import { sysctlKind } from './sysctl.ts';
import type { StepKind, UndoFile, Unsettled } from './step-kind.ts';

const kinds: { readonly [Kind in Step['kind']]: StepKind<Extract<Step, { kind: Kind }>> } = {
  file: fileKind,
  links: linksKind,
  service: serviceKind,
  'guest-interface': guestInterfaceKind,
  'libvirt-network': libvirtNetworkKind,
  'dhcp-client': dhcpClientKind,
  directory: directoryKind,
  sysctl: sysctlKind,
  'bridge-setting': bridgeSettingKind,
  'link-setting': linkSettingKind,
  port: portKind,
  'firewall-rule': firewallRuleKind,
  'firewall-rules': firewallRulesKind,
  'firewall-save': firewallSaveKind,
  'firewalld-zone': firewalldZoneKind,
  'nft-rule': nftRuleKind,
  'nft-rules': nftRulesKind,
  'nft-element': nftElementKind,
  'network-manager-state': networkManagerStateKind,
  'network-manager-profile': networkManagerProfileKind,
};

/** The table's type guarantees that a step reaches its own kind. */
function kindOf(step: Step): StepKind<Step> {
  return kinds[step.kind] as StepKind<Step>;
}

export function previewStep(step: Step, systemd: boolean): string {
  return kindOf(step).preview(step, systemd);
}

export async function requireStillRight(step: Step, host: Host): Promise<void> {
  await kindOf(step).requireStillRight?.(step, host);
}

export async function foretell(
  step: Step,
  host: Host,
  keep: (name: string, text: string) => Promise<void>,
): Promise<string | undefined> {
  return kindOf(step).foretell?.(step, host, keep);
}

export function applyStep(
  step: Step,
  host: Host,
  lock: number,
  file: (name: string) => string,
): Promise<string | undefined> {
  return kindOf(step).apply(step, host, lock, file);
}

/** The first thing that is not as the change left it, as the end of a sentence. */
export async function whatDiffers(
  { plan, marks = {} }: Transaction,
  host: Host,
  state: HostState,
): Promise<string | undefined> {
  for (const [index, step] of plan.entries()) {
    // If a file was written twice, the second time counts.
    const again =
      step.kind === 'file' && plan.slice(index + 1).some((one) => one.kind === 'file' && one.path === step.path);
    const difference = again ? undefined : await kindOf(step).differs?.(step, { host, state, mark: marks[index] });
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** Whether an undo after a power cut needs its marks. */
export function needsMarks(step: Step): boolean {
  const { ofKernel, knownByContent } = kindOf(step);
  return ofKernel !== true && knownByContent !== true;
}

/** The first thing that other programs have yet to do with the steps. */
export async function whatIsUnsettled(plan: Plan, host: Host): Promise<Unsettled | undefined> {
  for (const step of plan) {
    const left = await kindOf(step).unsettled?.(step, host);
    if (left !== undefined) return left;
  }
  return undefined;
}

export function touchedBy(step: Step): readonly string[] {
  return kindOf(step).touches(step);
}

export function undoWords(step: Step, index: number, staged: string): readonly (string | number)[] | undefined {
  return kindOf(step).undo(step, index, staged);
}

export function undoFiles(step: Step): readonly UndoFile[] {
  return kindOf(step).undoFiles?.(step) ?? [];
}
