/** The words that dhclient(8) was started with, and those with which it goes on for another interface. */

export interface DhclientCommand {
  readonly family: 4 | 6;
  readonly interfaces: readonly string[];
  readonly pidFile: string | undefined;
  readonly leaseFile: string | undefined;
  readonly configuration: string | undefined;
  readonly script: string | undefined;
  /** `-d`: whoever started it watches over it. */
  readonly supervised: boolean;
}

/** dhclient(8), and those of Red Hat's from -B on (dhclient(8) of RHEL: -B, -C, -F, -H, -R, -V, -timeout). */
const withValue = new Set(
  '-p -D -df -s -g -cf -lf -pf -sf -e -4o6 --dad-wait-time --prefix-len-hint --decline-wait-time --address-prefix-len -C -F -H -V -timeout'.split(
    ' ',
  ),
);

/** Reads the arguments, the program's name left out. */
export function readDhclientArguments(args: readonly string[]): DhclientCommand {
  const values = new Map<string, string>();
  const interfaces: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (takesValue(word, args[index + 1])) values.set(word, args[(index += 1)] ?? '');
    else if (word.startsWith('-')) values.set(word, '');
    else interfaces.push(word);
  }
  return {
    family: values.has('-6') ? 6 : 4,
    interfaces,
    pidFile: values.get('-pf'),
    leaseFile: values.get('-lf'),
    configuration: values.get('-cf'),
    script: values.get('-sf'),
    supervised: values.has('-d'),
  };
}

/** Red Hat's -R lists the options to ask for; upstream's has no value. */
function takesValue(word: string, next: string | undefined): boolean {
  return withValue.has(word) || (word === '-R' && next?.includes(',') === true);
}

/** Where a client keeps what it has to remember. */
export interface ClientFiles {
  readonly pidFile: string;
  readonly leaseFile: string;
}

/**
 * The same client for interface `to`. It goes to the background at once (-nw) and asks until it gets an answer (no -1),
 * because the host has its lease and must not lose the client that renews it. @param variables for its script (-e).
 */
export function commandFor(
  command: readonly string[],
  to: string,
  { pidFile, leaseFile }: ClientFiles,
  variables: readonly string[],
): readonly string[] {
  const [program = 'dhclient', ...args] = command;
  const kept: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    const value = takesValue(word, args[index + 1]) ? [args[(index += 1)] ?? ''] : [];
    if (isReplaced(word, value, variables)) continue;
    kept.push(word, ...value);
  }
  const told = variables.flatMap((variable) => ['-e', variable]);
  return [program, ...kept, '-nw', ...told, '-pf', pidFile, '-lf', leaseFile, to];
}

function isReplaced(word: string, value: readonly string[], variables: readonly string[]): boolean {
  if (['-1', '-nw', '-pf', '-lf'].includes(word) || !word.startsWith('-')) return true;
  return word === '-e' && variables.includes(value[0] ?? '');
}

/**
 * The path with one interface's name replaced by another's, as network-scripts name these files; a connection's UUID is
 * left out, as the other has none (initscripts: generate_lease_file_name). undefined where the name is not in it.
 */
export function pathForDevice(path: string, from: string, to: string): string | undefined {
  const slash = path.lastIndexOf('/') + 1;
  const name = path.slice(slash);
  const at = name.lastIndexOf(from);
  const isWord = at > 0 && /[-.]/.test(name[at - 1] ?? '') && /^(?:\.|$)/.test(name.slice(at + from.length));
  if (!isWord) return undefined;
  const before = name.slice(0, at).replace(/-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-$/i, '--');
  return `${path.slice(0, slash)}${before}${to}${name.slice(at + from.length)}`;
}
