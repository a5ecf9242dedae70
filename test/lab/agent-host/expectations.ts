/** Assertions about a reply and about the host after it. */
import assert from 'node:assert/strict';
import { dbusErrorName, type ErrorCode } from '../../../src/contract/errors.ts';
import type { CallArgument, CallResult } from '../bus-call.ts';
import type { AgentHost } from './agent-host.ts';
import { snapshotOf } from './snapshot.ts';

/** Asserts one of these errors with a well-formed sentence; returns the sentence. */
export function expectError(result: CallResult, ...codes: readonly ErrorCode[]): string {
  assert.ok(!result.ok, `it succeeded: ${JSON.stringify(result)}`);
  const names = codes.map(dbusErrorName);
  assert.ok(
    names.includes(result.errorName),
    `${result.errorName} instead of ${names.join(' or ')}: ${result.errorMessage}`,
  );
  assert.match(result.errorMessage, /^[^A-Z\s][^\n]*[^.\s]$/, 'the text is one sentence');
  return result.errorMessage;
}

/** Makes a call that must fail and change neither the kernel nor any file; returns the error's sentence. */
export async function expectRefusal(
  host: AgentHost,
  code: ErrorCode,
  method: string,
  args: readonly CallArgument[],
  user?: string,
): Promise<string> {
  const before = await snapshotOf(host.lab);
  const sentence = expectError(await host.call(method, args, user), code);
  assert.deepEqual(await snapshotOf(host.lab), before);
  return sentence;
}
