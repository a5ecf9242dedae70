/**
 * The arguments of a running dhclient(8), and those of the client that succeeds it on another interface. A process can set its
 * own arguments, so the program is not taken from them, and of the options only those that options.ts knows.
 */
import { quoted } from '../../contract/quoted.ts';
import { isClientFile, placesOf } from './files.ts';
import { clientFamily, fileKindOf, isKnown, isReplaced, splitOptions, type ClientOption } from './options.ts';

export interface DhclientCommand {
  readonly family: 4 | 6;
  readonly interfaces: readonly string[];
  /** The files that it names, not yet checked: see isClientFile. */
  readonly pidFile: string | undefined;
  readonly leaseFile: string | undefined;
  readonly configuration: string | undefined;
  readonly script: string | undefined;
  /** `-d`: another program supervises it. */
  readonly supervised: boolean;
  /** The arguments that its successor gets too. */
  readonly options: readonly string[];
  /** The first argument that a successor cannot have, to follow `started with`. */
  readonly problem: string | undefined;
}

/** As in src/model/names.ts. */
const interfaceName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/;

/** @param args without the program's name. */
export function readDhclientArguments(args: readonly string[]): DhclientCommand {
  const { options, interfaces } = splitOptions(args);
  const valueOf = (name: string): string | undefined => options.findLast((option) => option.name === name)?.value;
  const unknown = options.find((option) => !isKnown(option));
  const stray = interfaces.find((word) => !interfaceName.test(word));
  return {
    family: clientFamily(options),
    interfaces,
    pidFile: valueOf('-pf'),
    leaseFile: valueOf('-lf'),
    configuration: valueOf('-cf'),
    script: valueOf('-sf'),
    supervised: options.some(({ name }) => name === '-d'),
    options: wordsOf(options.filter((option) => isKnown(option) && !isReplaced(option))),
    problem: (unknown && problemOf(unknown)) ?? (stray && `${quoted(stray)}, which is not an interface`),
  };
}

function problemOf({ name }: ClientOption): string {
  const kind = fileKindOf(name);
  if (kind === undefined) return `${quoted(name)}, or with a value of it, that cannot be taken over`;
  const what = kind === 'script' ? 'dhclient-script' : 'dhclient';
  return `${quoted(name)} and a file that is not called '${what}…' in ${placesOf(kind)}`;
}

function wordsOf(options: readonly ClientOption[]): readonly string[] {
  return options.flatMap(({ name, value }) => (value === undefined ? [name] : [name, value]));
}

export interface ClientFiles {
  readonly pidFile: string;
  readonly leaseFile: string;
}

/**
 * The command of a client for interface `to`. It goes to the background at once (-nw) and asks until it gets an answer (no -1),
 * because the host has a lease and must not lose the client that renews it. @param program the host's own dhclient.
 * @param options those of its predecessor. @param variables for its script (-e).
 */
export function commandFor(
  program: string,
  options: readonly string[],
  to: string,
  { pidFile, leaseFile }: ClientFiles,
  variables: readonly string[],
): readonly string[] {
  const kept = splitOptions(options).options.filter(
    ({ name, value }) => !(name === '-e' && variables.includes(value ?? '')),
  );
  const told = variables.flatMap((variable) => ['-e', variable]);
  return [program, ...wordsOf(kept), '-nw', ...told, '-pf', pidFile, '-lf', leaseFile, to];
}

/** For which family the command asks, one of commandFor's. */
export function familyOfCommand([, ...args]: readonly string[]): 4 | 6 {
  return readDhclientArguments(args).family;
}

/** Whether a command from a journal is one that commandFor makes for the device. */
export function isCommandFor(command: readonly string[], device: string, files: ClientFiles): boolean {
  const [program = '', ...args] = command;
  const { interfaces, pidFile, leaseFile, problem, supervised } = readDhclientArguments(args);
  const right = problem === undefined && !supervised && interfaces.length === 1;
  const same = interfaces[0] === device && pidFile === files.pidFile && leaseFile === files.leaseFile;
  return right && same && isProgram(program) && isClientFile('pid', pidFile) && isClientFile('lease', leaseFile);
}

/** An absolute path without `.` and `..`. */
function isProgram(path: string): boolean {
  return /^(?:\/[^/]+)*\/dhclient$/.test(path) && !/\/\.{1,2}\//.test(path);
}

/**
 * The path with one interface's name replaced by another's, as network-scripts name these files; without a connection's UUID,
 * which the other has not (initscripts: generate_lease_file_name). @returns undefined if the name is not in it.
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
