/** The address of the bus, in the form of `DBUS_SYSTEM_BUS_ADDRESS`. */

/** The system bus, unless the environment says otherwise (D-Bus specification: system message bus). */
export const standardAddress = 'unix:path=/run/dbus/system_bus_socket';

/**
 * The socket paths of an address list, in the order they should be tried. Only `unix:path=` is understood; other
 * transports are left out, `unixexec:` above all. Throws Error when none is left.
 * (D-Bus specification: server addresses, where a value is percent-encoded)
 */
export function socketPaths(address: string): readonly string[] {
  const paths = address.split(';').flatMap((entry) => socketPath(entry) ?? []);
  if (paths.length === 0) throw new Error(`the bus address '${address}' has no 'unix:path=', the only supported form`);
  return paths;
}

function socketPath(entry: string): string | undefined {
  if (!entry.startsWith('unix:')) return undefined;
  const pair = entry
    .slice('unix:'.length)
    .split(',')
    .find((candidate) => candidate.startsWith('path='));
  const path = pair === undefined ? undefined : unescape(pair.slice('path='.length));
  // Node takes a leading NUL for an abstract socket, which every user may listen on.
  return path?.startsWith('/') === true && !path.includes('\0') ? path : undefined;
}

/** Undefined for an invalid escape, or bytes that are not UTF-8. */
function unescape(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
