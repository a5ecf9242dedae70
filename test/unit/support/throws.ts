import assert from 'node:assert/strict';
import { AgentError, type ErrorCode } from '../../../src/contract/errors.ts';

/** Asserts that `act` throws an AgentError of this code whose text follows the house rules; returns the text. */
export function throwsCode(code: ErrorCode, act: () => unknown): string {
  try {
    const result = act();
    assert.fail(`nothing was thrown, but ${JSON.stringify(result)} returned`);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    assert.equal(error.code, code, error.message);
    assert.match(error.message, /^[^A-Z].*[^.]$/s);
    assert.match(error.message, /^[ -~]+$/, 'a message is printable ASCII');
    assert.ok(error.message.length < 800, 'a message is short');
    return error.message;
  }
}
