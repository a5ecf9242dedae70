/** What must hold of an answer, and of the host after it. */
import assert from 'node:assert/strict';
import { dbusErrorName, type ErrorCode } from '../../../src/contract/errors.ts';
import type { CallArgument, CallResult } from '../bus-call.ts';
import type { AgentHost } from './agent-host.ts';
import { snapshotOf } from './snapshot.ts';

/** A call that is refused with one of these errors and a sentence for people; returns the sentence. */
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

/** Such a call, which changes neither the kernel nor any file; returns the sentence. */
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
