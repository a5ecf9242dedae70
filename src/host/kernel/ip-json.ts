/** Running `ip -json` and checking the form of its answer, because the program may be old, foreign or broken. */
import * as v from 'valibot';
import { AgentError } from '../../contract/errors.ts';
import type { Commands } from '../commands.ts';

/**
 * What `ip -json ARGS` says, checked against `schema`. Throws AgentError(Unsupported) if `ip` knows no -json (iproute2 before
 * 4.16) or its answer has another form.
 */
export async function askIp<Schema extends v.GenericSchema>(
  commands: Commands,
  args: readonly string[],
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const { exitCode, stdout, stderr } = await commands.run('ip', ['-json', ...args]);
  if (exitCode !== 0) throw unusable(args, stderr);
  const parsed = readAnswer(stdout, schema);
  if (!parsed.success) throw unusable(args, parsed.issues);
  return parsed.output;
}

/** One document as ip(8) prints it, or the issues that the schema has with it. */
export function readAnswer<Schema extends v.GenericSchema>(text: string, schema: Schema): v.SafeParseResult<Schema> {
  return v.safeParse(schema, parseJson(text));
}

function parseJson(text: string): unknown {
  try {
    // Older versions print nothing for an empty list.
    return JSON.parse(text.trim() === '' ? '[]' : text) as unknown;
  } catch {
    return undefined;
  }
}

function unusable(args: readonly string[], cause: unknown): AgentError {
  return new AgentError(
    'Unsupported',
    `'ip -json ${args.join(' ')}' gave no usable answer; iproute2 4.16 or later is needed`,
    { cause },
  );
}
