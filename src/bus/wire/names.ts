/** Names on the bus (D-Bus specification: valid names). */

const longest = 255;
const interfaceName = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/;
const memberName = /^[A-Za-z_]\w*$/;
const wellKnownName = /^[A-Za-z_-][\w-]*(?:\.[A-Za-z_-][\w-]*)+$/;
/** In a unique name an element may begin with a digit. */
const uniqueName = /^:[\w-]+(?:\.[\w-]+)+$/;

/** Also the form of an error's name. */
export function isInterfaceName(name: unknown): boolean {
  return isShortText(name) && interfaceName.test(name);
}

export function isMemberName(name: unknown): boolean {
  return isShortText(name) && memberName.test(name);
}

export function isBusName(name: unknown): boolean {
  return isShortText(name) && (name.startsWith(':') ? uniqueName : wellKnownName).test(name);
}

function isShortText(name: unknown): name is string {
  return typeof name === 'string' && name.length <= longest;
}
