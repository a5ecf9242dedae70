/**
 * Freezes a plain value deeply, and returns it: what is carried out must be what was authorised (CVE-2020-1712).
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
  return value;
}
