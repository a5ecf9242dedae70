/** A command that waits until a bus name has an owner; exits with 1 if it never has. */
export function waitForName(name: string): string[] {
  return ['gdbus', 'wait', '--system', '--timeout', '110', name];
}
