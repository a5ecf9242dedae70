/** Keys that are refused wherever one of their readers takes them for a yes. */

/**
 * Whether one of the readers would take it so: is_true in any version of initscripts, `= "yes"` and [Yy1]* in the older ones,
 * usernetctl, NetworkManager. For keys whose meaning is taken over see readings.ts.
 */
export function isTrue(value: string | undefined): boolean {
  return /^(t|true|y|yes|1|on)$/i.test(value ?? '');
}

/** Whether is_false of any version of initscripts would take it so. */
export function isFalse(value: string | undefined): boolean {
  return /^(f|false|n|no|0|off)$/i.test(value ?? '');
}
