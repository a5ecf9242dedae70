/** One setting of a link: its MTU, its hardware address, or whether it is up. */
import type { Host } from '../../host/host.ts';
import { readSysctl, writeSysctl } from '../../host/kernel/sysctls.ts';
import type { LinkSettingStep } from '../../model/plan.ts';
import { runIp } from './run-ip.ts';
import type { StepKind } from './step-kind.ts';

export const linkSettingKind: StepKind<LinkSettingStep> = {
  ofKernel: true,
  preview: (step) => `ip ${wordsOf(step).join(' ')}\n`,
  apply: (step, host, lock) =>
    step.setting === 'address' ? tellNeighbours(step, host, lock) : runIp(wordsOf(step), host, lock),
  touches: ({ device, setting }) => [`setting ${device} ${setting}`],
  undo: ({ device, setting, before, after }, index) => ['undo_link_setting', index, device, setting, before, after],
};

function wordsOf({ device, setting, after }: LinkSettingStep): readonly string[] {
  return ['link', 'set', 'dev', device, ...(setting === 'state' ? [] : [setting]), after];
}

/** The kernel tells the neighbours of a new address only if it is asked to (ip-sysctl: arp_notify, ndisc_notify). */
async function tellNeighbours(step: LinkSettingStep, host: Host, lock: number): Promise<undefined> {
  const keys = [`net/ipv4/conf/${step.device}/arp_notify`, `net/ipv6/conf/${step.device}/ndisc_notify`];
  const before = keys.map((key) => [key, readSysctl(key)] as const).filter(([, value]) => value === '0');
  try {
    for (const [key] of before) await writeSysctl(key, '1');
    await runIp(wordsOf(step), host, lock);
  } finally {
    for (const [key, value] of before) await writeSysctl(key, value);
  }
}
