import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostState } from '../../../../../src/model/host-state.ts';
import { planCreateFiles } from '../../../../../src/backends/network/network-scripts/create-files.ts';
import { planDeleteFiles } from '../../../../../src/backends/network/network-scripts/delete-files.ts';
import { verifyFiles } from '../../../../../src/backends/network/network-scripts/verify/files.ts';
import { classifyWithBash, readWithBash } from '../ifcfg/bash.ts';
import { cases, type GoldenCase } from './cases.ts';
import { afterSteps, hostWith, request, textsOf } from '../../../support/host.ts';

const golden = join(import.meta.dirname, 'golden');

function readFolder(name: string, which: 'before' | 'after'): Record<string, string> {
  const path = join(golden, name, which);
  return Object.fromEntries(
    readdirSync(path)
      .toSorted()
      .map((file) => [file, readFileSync(join(path, file), 'utf8')]),
  );
}

function created(
  name: string,
  { request: asked, host }: GoldenCase,
): { before: HostState; after: HostState; saved: Map<string, { before: string | null; after: string | null }> } {
  const before = hostWith(readFolder(name, 'before'), host);
  const { steps } = planCreateFiles(request(asked), before);
  return { before, after: afterSteps(before, steps), saved: new Map(steps.map((step) => [step.path, step])) };
}

describe('the files of a typical host', () => {
  it('are each asked for something', () => {
    assert.deepEqual(readdirSync(golden).toSorted(), Object.keys(cases).toSorted());
  });

  for (const [name, goldenCase] of Object.entries(cases)) {
    describe(`such as ${name}`, () => {
      it('become those of a bridge', () => {
        assert.deepEqual(textsOf(created(name, goldenCase).after), readFolder(name, 'after'));
      });

      it('are left alone when the same is asked again', () => {
        const plan = planCreateFiles(request(goldenCase.request), created(name, goldenCase).after);
        assert.deepEqual(plan, { steps: [], alreadyWritten: true });
      });

      it('come back byte for byte when the bridge is deleted', () => {
        const { before, after, saved } = created(name, goldenCase);
        const { steps, interfaces } = planDeleteFiles('br0', after, saved);
        assert.deepEqual(textsOf(afterSteps(after, steps)), textsOf(before));
        assert.deepEqual(interfaces, [goldenCase.request?.interface ?? 'eth0']);
      });

      it('pass the verification of the next boot', () => {
        const { after } = created(name, goldenCase);
        // The addresses of the bridge are compared elsewhere: this kernel has no bridge yet.
        assert.deepEqual(
          verifyFiles('br0', undefined, after).filter(({ status }) => status === 'fail'),
          [],
        );
      });

      it('are read by bash and by the network service as they are meant', () => {
        for (const [file, text] of Object.entries(readFolder(name, 'after'))) {
          const device = file === 'ifcfg-br0' ? 'br0' : (goldenCase.request?.interface ?? 'eth0');
          assert.equal(readWithBash(text, ['DEVICE', 'BRIDGE']).get('DEVICE'), device);
          assert.equal(readWithBash(text, ['BRIDGE']).get('BRIDGE'), file === 'ifcfg-br0' ? undefined : 'br0');
          const classified = classifyWithBash(text);
          assert.equal(classified.get('DEVICE'), device);
          assert.equal(classified.get('TYPE') === 'Bridge', file === 'ifcfg-br0');
          assert.equal(/^ONBOOT=['"]?[Nn][Oo]['"]?/m.test(text), false);
        }
      });
    });
  }
});
