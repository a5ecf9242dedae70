import assert from 'node:assert/strict';
import type { VariantMap } from '../../../../src/model/bus-value.ts';
import type { FileStep } from '../../../../src/model/plan.ts';
import { planToBus } from '../../../../src/operations/shared/result.ts';

function previewsOf(plan: readonly FileStep[], most?: number): readonly string[] {
  return planToBus(plan, false, most).map((step) => {
    const preview = (step as VariantMap).get('preview');
    return typeof preview?.value === 'string' ? preview.value : '';
  });
}

describe('the previews of a plan', () => {
  const after = 'a line of saved rules\n'.repeat(1000);
  const step: FileStep = { kind: 'file', title: 'write', path: '/etc/x', before: null, after, mode: 0o644 };

  it('are whole where they are not too large together', () => {
    assert.deepEqual(previewsOf([step, step], 1024 * 1024), previewsOf([step, step]));
  });

  it('are whole lines of the beginning, and how many more there are', () => {
    const [whole = ''] = previewsOf([step]);
    const previews = previewsOf([step, step], 4096);
    for (const preview of previews) {
      assert.ok(preview.length < 2200, `${preview.length} characters`);
      const lines = preview.trimEnd().split('\n');
      const more = /^# and (\d+) more lines/.exec(lines.at(-1) ?? '')?.[1];
      assert.equal(lines.length - 1 + Number(more), whole.trimEnd().split('\n').length);
      assert.ok(whole.startsWith(lines.slice(0, -1).join('\n')));
    }
  });
});
