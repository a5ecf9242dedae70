import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import { parseDeleteBridge } from '../../../../src/operations/arguments/delete-bridge.ts';
import { parseTransaction } from '../../../../src/operations/arguments/transaction.ts';
import { parseVerify } from '../../../../src/operations/arguments/verify.ts';
import { throwsCode } from '../../support/throws.ts';
import { options } from './variants.ts';

const badBridges: readonly (readonly [ErrorCode, string])[] = [
  ['Refused', 'virbr0'],
  ['Refused', 'VIRBR0'],
  ['ReservedName', 'docker0'],
  ['InvalidName', '../br0'],
  ['InvalidName', ''],
];

describe('the arguments of DeleteBridge', () => {
  it('become a frozen request', () => {
    const given = options({ activate: ['s', 'boot'], 'confirm-within': ['u', 10], probe: ['as', ['192.0.2.1']] });
    const request = parseDeleteBridge(['br0', given]);
    const expected = {
      operation: 'DeleteBridge',
      bridge: 'br0',
      activate: 'boot',
      confirmWithin: 10,
      probe: ['192.0.2.1'],
      dryRun: false,
    };
    assert.deepEqual(request, expected);
    assert.ok(Object.isFrozen(request));
  });

  it('take no option of CreateBridge alone', () => {
    throwsCode('UnknownOption', () => parseDeleteBridge(['br0', options({ mtu: ['u', 1500] })]));
  });

  for (const [code, name] of badBridges) {
    it(`answer ${code} to '${name}'`, () => {
      throwsCode(code, () => parseDeleteBridge([name, new Map()]));
    });
  }
});

describe('the arguments of Verify', () => {
  it('become a frozen request', () => {
    const request = parseVerify(['br0', new Map()]);
    assert.deepEqual(request, { operation: 'Verify', bridge: 'br0' });
    assert.ok(Object.isFrozen(request));
  });

  it('take no options', () => {
    throwsCode('UnknownOption', () => parseVerify(['br0', options({ 'dry-run': ['b', true] })]));
    throwsCode('InvalidArgs', () => parseVerify(['br0']));
  });

  for (const [code, name] of badBridges) {
    it(`answer ${code} to '${name}'`, () => {
      throwsCode(code, () => parseVerify([name, new Map()]));
    });
  }
});

describe('the argument of Confirm, Rollback and GetTransaction', () => {
  const id = 'a'.repeat(32);
  for (const operation of ['Confirm', 'Rollback', 'GetTransaction'] as const) {
    it(`becomes a frozen request to ${operation}`, () => {
      const request = parseTransaction(operation, [id]);
      assert.deepEqual(request, { operation, transaction: id });
      assert.ok(Object.isFrozen(request));
    });

    it(`of ${operation} is never a path`, () => {
      for (const text of ['../x', '', `${id}/..`, '.'])
        throwsCode('InvalidArgs', () => parseTransaction(operation, [text]));
      throwsCode('InvalidArgs', () => parseTransaction(operation, []));
    });
  }
});
