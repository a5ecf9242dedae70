import assert from 'node:assert/strict';
import type { FileStep, Step } from '../../../src/model/plan.ts';
import { nest } from '../../../src/model/step-group.ts';

const write = (path: string, more: Partial<FileStep>): FileStep => ({
  kind: 'file',
  title: `write '${path}'`,
  path,
  before: null,
  after: null,
  mode: 0o644,
  ...more,
});
const setting: Step = { kind: 'sysctl', title: 'set it', key: 'net/ipv4/ip_forward', before: '0', after: '1' };

describe('parts of a change that write to the same file', () => {
  it('write it once, with what both of them write, at the place of the first', () => {
    const first = write('/etc/one', { title: 'keep this', before: 'a', after: 'ab', mode: 0o640, modeBefore: 0o644 });
    const second = write('/etc/one', { title: 'keep that', before: 'ab', after: 'abc', mode: 0o600 });
    const other = write('/etc/two', { after: 'x' });
    const parts = [
      { before: [first, setting], after: [] },
      { before: [other, second], after: [] },
    ];
    assert.deepEqual(nest(parts, []), [
      { ...first, title: 'keep this, and keep that', after: 'abc', mode: 0o600 },
      setting,
      other,
    ]);
  });

  it('write it twice where the links change in between', () => {
    const parts = [{ before: [write('/etc/one', { after: 'a' })], after: [write('/etc/one', { before: 'a' })] }];
    assert.equal(nest(parts, [setting]).length, 3);
  });
});
