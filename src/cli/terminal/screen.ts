/** The client's output: answers on standard output, everything else on standard error. */
import { createPaint, type Paint } from './paint.ts';
import { cutTo } from './width.ts';

export interface Screen {
  /** Columns of standard output; undefined if it is no terminal, and lines are not cut. */
  readonly columns: number | undefined;
  /** Whether the terminal can show box drawing characters. */
  readonly unicode: boolean;
  /** For standard output. */
  readonly paint: Paint;
  /** For standard error. */
  readonly paintNotes: Paint;
  /** Whether questions can be asked: input and messages are on a terminal. */
  readonly interactive: boolean;
  /** Whether polkit's text agent has a terminal to ask on. */
  readonly terminal: boolean;
  /** Columns of standard error, if it is a terminal. */
  readonly noteColumns: number | undefined;
  readonly print: (text: string) => void;
  readonly note: (text: string) => void;
  /** On a terminal a line that the next one replaces and '' removes; otherwise a line of its own. */
  readonly status: (text: string) => void;
}

export interface Streams {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  readonly stderr: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
}

/** @param environment for NO_COLOR (no-color.org) and TERM. @param unicode see readLocale. */
export function createScreen(
  { stdin, stdout, stderr }: Streams,
  environment: Readonly<Record<string, string | undefined>>,
  unicode: boolean,
): Screen {
  const dumb = environment.TERM === 'dumb';
  const colourful = (environment.NO_COLOR ?? '') === '' && !dumb;
  const rewrites = stderr.isTTY === true && !dumb;
  let shown = '';
  const status = (text: string): void => {
    if (!rewrites) {
      if (text !== '') stderr.write(`${text}\n`);
      return;
    }
    const line = cutTo(text, Math.max(1, (stderr.columns ?? 80) - 1), unicode ? '…' : '~');
    if (line !== shown) stderr.write(`\r\x1b[K${line}`);
    shown = line;
  };
  const clearStatus = (): void => {
    if (rewrites && shown !== '') status('');
  };
  const write = (stream: Streams['stdout'], text: string): void => {
    clearStatus();
    stream.write(`${text}\n`);
  };
  return {
    columns: stdout.isTTY === true ? (stdout.columns ?? 80) : undefined,
    unicode,
    paint: createPaint(stdout.isTTY === true && colourful),
    paintNotes: createPaint(stderr.isTTY === true && colourful),
    interactive: stdin.isTTY === true && rewrites,
    terminal: stdin.isTTY === true,
    noteColumns: rewrites ? (stderr.columns ?? 80) : undefined,
    print: (text) => write(stdout, text),
    note: (text) => write(stderr, text),
    status,
  };
}
