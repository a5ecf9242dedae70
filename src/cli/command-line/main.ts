/** From the command line to the exit status. */
import { exitCodes, exitReasonOf, type FailureCode } from '../../contract/exit-codes.ts';
import { readVersion } from '../../settings/version.ts';
import { failureOf, type Failure } from '../failure.ts';
import { catalogueOf } from '../messages/catalogue.ts';
import { verbNames } from '../messages/keys.ts';
import { readLocale } from '../messages/locale.ts';
import type { Catalogue } from '../messages/shape.ts';
import { Session } from '../session.ts';
import { safeJson, safeLine } from '../terminal/safe.ts';
import { createScreen, type Screen } from '../terminal/screen.ts';
import { wrap } from '../terminal/width.ts';
import { readCommandLine } from './program.ts';

/** Widest help: longer lines are hard to read. */
const widestHelp = 100;

type Environment = Readonly<Record<string, string | undefined>>;

/** @param args without the program's name. @returns the exit status; never throws. */
export async function runClient(args: readonly string[], environment: Environment): Promise<number> {
  const { language, unicode } = readLocale(environment);
  const messages = await catalogueOf(language);
  const screen = createScreen(process, environment, unicode);
  try {
    return await run(args, messages, screen);
  } catch (error) {
    const failure = failureOf(error);
    screen.status('');
    complain(failure, args, messages, screen);
    return exitCodes[exitReasonOf(failure.code)];
  }
}

async function run(args: readonly string[], messages: Catalogue, screen: Screen): Promise<number> {
  requireOwnRights(messages);
  const columns = Math.min(screen.columns ?? 80, widestHelp);
  const parsed = readCommandLine(args, { messages, version: `bridgehead ${await readVersion()}`, columns });
  if ('text' in parsed) {
    screen.print(parsed.text.trimEnd());
    return exitCodes.done;
  }
  const session = new Session(messages, screen, parsed.session);
  try {
    return exitCodes[await parsed.verb.run(session, parsed.words, parsed.options)];
  } finally {
    await session.close();
  }
}

/** With another user's rights the environment could not be trusted (CVE-2012-3524). */
function requireOwnRights({ usage }: Catalogue): void {
  const own = process.getuid?.() === process.geteuid?.() && process.getgid?.() === process.getegid?.();
  if (!own) throw new Error(usage.setuid);
}

/** The agent's message, introduced in the user's language; then a hint. */
function complain({ code, message }: Failure, args: readonly string[], messages: Catalogue, screen: Screen): void {
  if (args.includes('--json')) {
    screen.print(safeJson({ error: code, message }));
    return;
  }
  const hint = hintOf({ code, message }, args, messages);
  const [first = '', ...rest] = [
    ...wrapNote(`bridgehead: ${screen.paintNotes('red', messages.errors[code])}: ${safeLine(message)}`, screen),
    ...(hint === undefined ? [] : wrapNote(hint, screen)),
  ];
  screen.note([first, ...rest.map((line) => `  ${line}`)].join('\n'));
}

/** A script gets one line per message; for a terminal it is wrapped. */
function wrapNote(text: string, { noteColumns }: Screen): string[] {
  return noteColumns === undefined ? [text] : wrap(text, noteColumns - 2);
}

/** How the agent's sentences about another change begin; what else is busy, they say themselves. */
const otherChange = /^(?:transaction '|another change )/;

function hintOf(
  { code, message }: Pick<Failure, 'code' | 'message'>,
  args: readonly string[],
  { hints, usage }: Catalogue,
): string | undefined {
  const of: Partial<Record<FailureCode, string | undefined>> = {
    Busy: otherChange.test(message) ? hints.busy : undefined,
    NotAuthorized: hints.notAuthorized,
    InteractiveAuthorizationRequired: hints.password,
    RollbackIncomplete: hints.incomplete,
    // Then the change has been made again.
    RolledBack: args[0] === 'rollback' ? undefined : hints.rolledBack,
    Unreachable: hints.unreachable,
    WrongUsage: usage.seeHelp(['bridgehead', ...verbNames.filter((name) => name === args[0])].join(' ')),
  };
  return of[code];
}
