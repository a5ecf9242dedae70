/** The forward delay in a bridge's file, whose unit changed between versions of initscripts. */
import type { NetworkScriptsConfig } from '../../../model/network-config.ts';
import { isTrue } from './ifcfg/switches.ts';

type DelayUnit = NetworkScriptsConfig['delayUnit'];

/**
 * The entries for STP and its delay of `seconds`. brctl takes DELAY in seconds. Since initscripts 10.00 (commit bf40c276)
 * ifup-eth hands DELAY to the kernel, which counts hundredths of a second, and with STP on it also sleeps for twice that
 * number of seconds: 15 would be refused by the kernel, 1500 would hold the boot up for 50 minutes. BRIDGING_OPTS goes to
 * sysfs in the kernel's unit, and without DELAY ifup-eth reads the delay back from there, in seconds.
 */
export function delayEntries(stp: boolean, seconds: number, unit: DelayUnit): [string, string][] {
  if (!stp) return [['STP', 'off'], delay(0)];
  if (unit === 'seconds') return [['STP', 'on'], delay(seconds)];
  return [
    ['STP', 'on'],
    ['BRIDGING_OPTS', `forward_delay=${seconds * 100}`],
  ];
}

function delay(seconds: number): [string, string] {
  return ['DELAY', String(seconds)];
}

/** The delay in seconds that a bridge's file asks for; undefined where it leaves it to the kernel (15), or says nonsense. */
export function readDelay(get: (key: string) => string | undefined, unit: DelayUnit): number | undefined {
  const option = /(?:^|[ \t])forward_delay=(\d{1,6})(?:[ \t]|$)/.exec(get('BRIDGING_OPTS') ?? '')?.[1];
  if (option !== undefined) return Number(option) / 100;
  const text = get('DELAY') ?? '';
  if (!/^\d{1,6}$/.test(text)) return undefined;
  return unit === 'seconds' ? Number(text) : Number(text) / 100;
}

/** Whether a bridge's file turns STP on. */
export function readStp(get: (key: string) => string | undefined): boolean {
  return isTrue(get('STP'));
}
