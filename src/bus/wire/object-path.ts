/**
 * Whether the text is an object path (D-Bus specification: valid object paths). One pass and no copies, because a path may
 * be a mebibyte long; dbus-next splits it into its parts first.
 */
export function isObjectPath(text: unknown): text is string {
  if (typeof text !== 'string' || text.charCodeAt(0) !== slash) return false;
  for (let index = 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === slash ? text.charCodeAt(index - 1) === slash : !isElementCharacter(code)) return false;
  }
  return text.length === 1 || text.charCodeAt(text.length - 1) !== slash;
}

const slash = 0x2f;

/** A letter, a digit or an underscore of ASCII. */
function isElementCharacter(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}
