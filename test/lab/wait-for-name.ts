/** The command that waits until somebody owns a name on the bus; it ends with 1 where nobody comes. */
export function waitForName(name: string): string[] {
  return ['gdbus', 'wait', '--system', '--timeout', '110', name];
}
