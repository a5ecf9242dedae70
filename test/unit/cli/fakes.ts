/** A terminal that remembers what was written to it. */
import { createScreen, type Screen } from '../../../src/cli/terminal/screen.ts';

export interface Recorded {
  readonly screen: Screen;
  readonly out: () => string;
  readonly err: () => string;
}

export function recordScreen(
  { tty = false, columns = 80, unicode = true }: { tty?: boolean; columns?: number; unicode?: boolean } = {},
  environment: Readonly<Record<string, string>> = {},
): Recorded {
  const written = { out: '', err: '' };
  const stream = (name: keyof typeof written) => ({
    isTTY: tty,
    columns,
    write: (text: string) => (written[name] += text),
  });
  const streams = { stdin: { isTTY: tty }, stdout: stream('out'), stderr: stream('err') };
  return {
    screen: createScreen(streams, environment, unicode),
    out: () => written.out,
    err: () => written.err,
  };
}
