/** The kernel's settings of a bridge in its file; the unit of the forward delay changed between versions of initscripts. */
import type { NetworkScriptsConfig } from '../../../../model/network-config.ts';

type DelayUnit = NetworkScriptsConfig['delayUnit'];

export interface KernelSettings {
  readonly stp: boolean;
  /** Seconds. */
  readonly forwardDelay: number;
  /** undefined: as the kernel does. */
  readonly multicastSnooping?: boolean | undefined;
}

/** STP, DELAY and BRIDGING_OPTS, whose words ifup-eth writes to the files of the same names in sysfs. */
export function kernelEntries(settings: KernelSettings, unit: DelayUnit): [string, string][] {
  const { stp, forwardDelay, multicastSnooping: snooping } = settings;
  const { entries, word } = delayEntries(stp, forwardDelay, unit);
  const words = [...word, ...(snooping === undefined ? [] : [`multicast_snooping=${snooping ? 1 : 0}`])];
  return [...entries, ...(words.length === 0 ? [] : [['BRIDGING_OPTS', words.join(' ')] as [string, string]])];
}

/**
 * The entries for STP and its delay of `seconds`. brctl takes DELAY in seconds. Since initscripts 10.00 (commit bf40c276)
 * ifup-eth hands DELAY to the kernel, which counts hundredths of a second, and with STP on it also sleeps for twice that
 * number of seconds: 15 would be refused by the kernel, 1500 would hold the boot up for 50 minutes. BRIDGING_OPTS goes to
 * sysfs in the kernel's unit, and without DELAY ifup-eth reads the delay back from there, in seconds.
 */
function delayEntries(
  stp: boolean,
  seconds: number,
  unit: DelayUnit,
): { entries: [string, string][]; word: readonly string[] } {
  const state: [string, string] = ['STP', stp ? 'on' : 'off'];
  if (stp && unit === 'centiseconds') return { entries: [state], word: [`forward_delay=${seconds * 100}`] };
  return { entries: [state, ['DELAY', String(stp ? seconds : 0)]], word: [] };
}

/** The delay in seconds that a bridge's file asks for; undefined where it leaves it to the kernel (15), or says nonsense. */
export function readDelay(get: (key: string) => string | undefined, unit: DelayUnit): number | undefined {
  const option = bridgingOption(get, 'forward_delay');
  if (option !== undefined) return Number(option) / 100;
  const text = get('DELAY') ?? '';
  if (!/^\d{1,6}$/.test(text)) return undefined;
  return unit === 'seconds' ? Number(text) : Number(text) / 100;
}

/** Whether a bridge's file turns multicast snooping on or off; undefined where it leaves it to the kernel. */
export function readSnooping(get: (key: string) => string | undefined): boolean | undefined {
  const option = bridgingOption(get, 'multicast_snooping');
  return option === undefined ? undefined : Number(option) !== 0;
}

/** The last one counts: ifup-eth writes them in turn. */
function bridgingOption(get: (key: string) => string | undefined, name: string): string | undefined {
  const words = (get('BRIDGING_OPTS') ?? '').split(/[ \t]+/).map((word) => word.split('='));
  return words.findLast(([key, value = '']) => key === name && /^\d{1,6}$/.test(value))?.[1];
}
