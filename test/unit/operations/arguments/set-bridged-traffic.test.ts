import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import { parseSetBridgedTraffic } from '../../../../src/operations/arguments/set-bridged-traffic.ts';
import { throwsCode } from '../../support/throws.ts';
import { options } from './variants.ts';

const badBridges: readonly (readonly [ErrorCode, string])[] = [
  ['Refused', 'virbr0'],
  ['Refused', 'VIRBR0'],
  ['ReservedName', 'docker0'],
  ['InvalidName', 'br0","expr":[{"accept":null}]'],
];

describe('the arguments of SetBridgedTraffic', () => {
  for (const policy of ['auto', 'bypass', 'accept', 'unchanged']) {
    it(`take the policy '${policy}'`, () => {
      const request = parseSetBridgedTraffic(['br0', policy, options({ 'dry-run': ['b', true] })]);
      const rest = { activate: 'live', confirmWithin: 0, dryRun: true };
      assert.deepEqual(request, { operation: 'SetBridgedTraffic', bridge: 'br0', policy, ...rest });
      assert.ok(Object.isFrozen(request));
    });
  }

  for (const policy of ['', 'AUTO', 'drop']) {
    it(`answer OutOfRange to the policy '${policy}'`, () => {
      throwsCode('OutOfRange', () => parseSetBridgedTraffic(['br0', policy, new Map()]));
    });
  }

  for (const [code, name] of badBridges) {
    it(`answer ${code} to the bridge '${name}'`, () => {
      throwsCode(code, () => parseSetBridgedTraffic([name, 'auto', new Map()]));
    });
  }

  it('answer UnknownOption to an option of CreateBridge', () => {
    throwsCode('UnknownOption', () => parseSetBridgedTraffic(['br0', 'auto', options({ activate: ['s', 'boot'] })]));
  });
});
