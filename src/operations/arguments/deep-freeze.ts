/**
 * Freezes a plain value and all that it holds, and returns it: what was authorised can't be another thing by the time it
 * is done (CVE-2020-1712).
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
  return value;
}
