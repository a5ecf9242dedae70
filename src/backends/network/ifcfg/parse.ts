/** Reading ifcfg files, which are shell to one reader, and lines to grep to another (initscripts: ifup, init.d/network). */
import { AgentError } from '../../../contract/errors.ts';
import { quoted } from '../../../contract/quoted.ts';
import { listOf } from '../../../contract/list-of.ts';
import { Lines } from '../../../ifcfg/lines.ts';
import { bootValue, classifyingKeys } from '../../../ifcfg/readers/network-service.ts';
import type { Assignment } from '../../../ifcfg/shell/effects.ts';
import { readText } from '../../../ifcfg/shell/reading.ts';
import { linesInDoubt, type LineInDoubt } from './doubtful.ts';

export interface IfcfgFile {
  /** `ifcfg-eth0`. */
  readonly name: string;
  readonly text: string;
  /** All of them in the order of the text, those included that a later one overrides. */
  readonly assignments: readonly Assignment[];
  /** Each key once, in the order of the assignments that count. */
  readonly keys: readonly string[];
  /** The value as bash reads it: the last assignment counts. */
  readonly get: (key: string) => string | undefined;
}

/** Lines named in an error; the file itself has the rest. */
const mostLines = 3;
/** A key as the network scripts have it, at the beginning of a line. */
const plainKey = /^[ \t]*(?:export[ \t]+)?([A-Z][A-Z0-9_]{0,39})=/;
// The shell's own variables: setting one changes how the scripts run, or does not do what it says (bash(1), Shell Variables).
const shellVariables =
  /^(?:BASH.*|LD_.*|LC_.*|LANG|PATH|IFS|ENV|POSIXLY_CORRECT|SHELLOPTS|UID|EUID|PPID|GROUPS|S?RANDOM|SECONDS|EPOCH.*|LINENO|HISTCMD|DIRSTACK|FUNCNAME|PIPESTATUS|COMP_.*|OPTIND|OPTARG|OPTERR|HOME|PWD|OLDPWD|SHELL|PS4|PROMPT_.*|_)$/;

/**
 * `text` as bash would read it with `.`, byte for byte kept for editing; `name` is for errors only. Throws Refused with
 * the numbers of lines that only a shell could read, for text that is not plain UTF-8 with Unix line ends, and where a comment hides
 * an assignment from the network service. A text decoded with U+FFFD in it was not UTF-8, and is refused too.
 * No error holds a value: root's files may hold passwords, and everybody may call Verify.
 */
export function parseIfcfg(name: string, text: string): IfcfgFile {
  refuseStrangeCharacters(name, text);
  const reading = readText(text);
  const { assignments, values } = reading;
  refuseLines(name, text, [...linesInDoubt(reading), ...shellVariableLines(text, assignments)]);
  const file = { name, text, assignments, keys: [...values.keys()], get: (key: string) => values.get(key) };
  refuseHiddenAssignments(file);
  return file;
}

function refuseStrangeCharacters(name: string, text: string): void {
  const problem = strangeCharacters(text);
  if (problem === undefined) return;
  throw new AgentError('Refused', `${quoted(name)} ${problem}; save it as plain UTF-8 text with Unix line ends`);
}

function strangeCharacters(text: string): string | undefined {
  if (text.startsWith('\ufeff')) return 'begins with a byte order mark';
  if (text.includes('\r')) return 'has carriage returns';
  if (text.includes('\ufffd')) return 'is not UTF-8';
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(text)) return 'has control characters';
  return undefined;
}

function shellVariableLines(text: string, assignments: readonly Assignment[]): LineInDoubt[] {
  const settings = assignments.filter(({ key }) => shellVariables.test(key));
  return settings.map(({ start, end }) => ({ start, text: text.slice(start, end) }));
}

function refuseLines(name: string, text: string, lines: readonly LineInDoubt[]): void {
  if (lines.length === 0) return;
  // Behind a line in doubt, what looks like a key may be part of a value that goes on.
  const first = Math.min(...lines.map(({ start }) => start));
  const numbers = new Lines(text);
  const shown = lines.map(({ start, text: line }) => {
    const key = start === first ? plainKey.exec(line)?.[1] : undefined;
    return `line ${numbers.at(start)}${key === undefined ? '' : ` (${key})`}`;
  });
  const list = listOf([...new Set(shown)], { most: mostLines, last: ', ' });
  throw new AgentError(
    'Refused',
    `${quoted(name)} has lines that only a shell can read: ${list}; write plain KEY=value lines`,
  );
}

function refuseHiddenAssignments(file: IfcfgFile): void {
  for (const key of classifyingKeys) {
    const seen = bootValue(file.text, key);
    if (seen.readable && seen.value === file.get(key)) continue;
    const line = 1 + file.text.split('\n').findIndex((candidate) => candidate.includes(`${key}=`));
    throw new AgentError(
      'Refused',
      `${quoted(file.name)} hides its ${key} from the network service, which joins all lines that hold '${key}=', ` +
        `beginning with line ${line}; remove '${key}=' from the comments and write the assignment on one line`,
    );
  }
}
