/** Calls through busctl, as an administrator makes them, including the name of an error. */
import { methods, type MethodName } from '../../src/contract/methods.ts';
import { agentInterface, busName, objectPath } from '../../src/contract/names.ts';
import type { CommandOptions, CommandResult } from './command.ts';

/** An option's value, with its D-Bus type where the JavaScript type does not imply it. */
export type OptionValue = string | boolean | number | readonly string[] | TypedValue;
export interface TypedValue {
  /** A D-Bus signature. */
  readonly type: string;
  /** The value as words for busctl(1). */
  readonly words: readonly string[];
}
export type CallArgument = string | Readonly<Record<string, OptionValue>>;

export type CallResult =
  | { readonly ok: true; readonly reply: readonly unknown[] }
  | { readonly ok: false; readonly errorName: string; readonly errorMessage: string };

export type Run = (command: readonly string[], options: CommandOptions) => Promise<CommandResult>;

/** The words of `busctl call` for a method of the agent. */
export function callWords(method: string, args: readonly CallArgument[]): string[] {
  const signature = Object.hasOwn(methods, method) ? methods[method as MethodName].in : '';
  const words = args.flatMap((arg) => (typeof arg === 'string' ? [arg] : dictionaryWords(arg)));
  return [busName, objectPath, agentInterface, method, ...(args.length > 0 ? [signature, ...words] : [])];
}

export async function busctlCall(
  run: Run,
  words: readonly string[],
  options: CommandOptions = {},
): Promise<CallResult> {
  const result = await run(['busctl', '--system', '--json=short', '--timeout=240', 'call', '--', ...words], {
    timeoutMs: 250_000,
    ...options,
    // At this level sd-bus prints each message, which is the only way to see the error's name.
    env: { ...options.env, SYSTEMD_LOG_LEVEL: 'debug', SYSTEMD_LOG_TARGET: 'console', SYSTEMD_LOG_COLOR: '0' },
  });
  if (result.exitCode === 0) return { ok: true, reply: replyOf(result.stdout) };
  const seen = /type=error .* error-name=(\S+) error-message=(.*)/.exec(result.stderr);
  if (seen !== null) return { ok: false, errorName: seen[1] ?? '', errorMessage: seen[2] ?? '' };
  const ownWords = result.stderr.split('\n').findLast((line) => line !== '') ?? '';
  return { ok: false, errorName: 'busctl', errorMessage: ownWords };
}

function dictionaryWords(options: Readonly<Record<string, OptionValue>>): string[] {
  const entries = Object.entries(options);
  return [String(entries.length), ...entries.flatMap(([key, value]) => [key, ...variantWords(value)])];
}

function variantWords(value: OptionValue): string[] {
  if (typeof value === 'string') return ['s', value];
  if (typeof value === 'boolean') return ['b', String(value)];
  if (typeof value === 'number') return ['u', String(value)];
  if (isTyped(value)) return [value.type, ...value.words];
  return ['as', String(value.length), ...value];
}

function isTyped(value: readonly string[] | TypedValue): value is TypedValue {
  return !Array.isArray(value);
}

/** busctl's JSON without the types: it prints a variant as `{"type":…,"data":…}`. */
function replyOf(text: string): readonly unknown[] {
  if (text.trim() === '') return [];
  return plain((JSON.parse(text) as { data: unknown }).data) as readonly unknown[];
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 2 && 'type' in value && 'data' in value) return plain(value.data);
  return Object.fromEntries(entries.map(([key, entry]) => [key, plain(entry)]));
}
