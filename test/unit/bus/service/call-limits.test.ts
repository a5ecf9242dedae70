import assert from 'node:assert/strict';
import { Admission } from '../../../../src/bus/service/admission.ts';
import { oneLine, printable } from '../../../../src/bus/wire/printable.ts';
import { RateLimit } from '../../../../src/bus/rate-limit.ts';

const limitsExceeded = { code: 'LimitsExceeded' };

describe('how many calls are under way', () => {
  it('is limited for each user, and no user blocks another', () => {
    const admission = new Admission();
    const leaves = Array.from({ length: 64 }, () => admission.enter(1000));
    assert.throws(() => admission.enter(1000), limitsExceeded);
    admission.enter(1001)();
    leaves[0]?.();
    leaves[0] = admission.enter(1000);
    assert.throws(() => admission.enter(1000), limitsExceeded);
  });

  it('is limited for all users, but never blocks root', () => {
    const admission = new Admission();
    for (let uid = 1; uid <= 7; uid += 1) for (let call = 0; call < 64; call += 1) admission.enter(uid);
    assert.throws(() => admission.enter(8), limitsExceeded);
    for (let call = 0; call < 256; call += 1) admission.enter(0);
    assert.throws(() => admission.enter(0), limitsExceeded);
  });

  it('is counted in and out', () => {
    const admission = new Admission();
    const leaves = [0, 0, 1, 2].map((uid) => admission.enter(uid));
    assert.equal(admission.pending, 4);
    for (const leave of leaves) leave();
    assert.equal(admission.pending, 0);
  });
});

describe('log lines that any user can cause', () => {
  it('come one at a time, with the number of suppressed ones', () => {
    let now = 0;
    const limit = new RateLimit(1000, () => now);
    const lines: number[] = [];
    for (const time of [0, 1, 999, 1000, 1001, 5000]) {
      now = time;
      limit.run((heldBack) => lines.push(heldBack));
    }
    assert.deepEqual(lines, [0, 2, 1]);
  });
});

describe('text from a caller', () => {
  it('becomes one short line without control characters', () => {
    assert.equal(oneLine('a\0b\nc\u001b[2Jd\u202ee\u2028f g'), 'a?b?c?[2Jd?e?f g');
    assert.equal(printable(`br0\n${'x'.repeat(100)}`), `br0?${'x'.repeat(60)}…`);
    assert.equal(printable('brücke-0'), 'brücke-0');
  });
});
