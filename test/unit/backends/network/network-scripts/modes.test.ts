import assert from 'node:assert/strict';
import type { HostState } from '../../../../../src/model/host-state.ts';
import { planCreateFiles } from '../../../../../src/backends/network/network-scripts/create-files.ts';
import { planDeleteFiles } from '../../../../../src/backends/network/network-scripts/delete-files.ts';
import { plainHost, bridgedHost } from '../../../operations/bridges/bridges.ts';
import { request, filesOf, withFiles } from '../../../support/host.ts';

/** The host with files of these modes. */
function withModes(host: HostState, modes: Readonly<Record<string, number>>): HostState {
  return withFiles(
    host,
    filesOf(host).map((file) => ({ ...file, mode: modes[file.name] ?? file.mode })),
  );
}

const modesOf = (steps: readonly { path: string; mode: number; modeBefore?: number | undefined }[]) =>
  steps.map(({ path, mode, modeBefore }) => [path.slice(path.lastIndexOf('/') + 1), mode, modeBefore]);

describe('the mode of a network file', () => {
  for (const [mode, ofBridge] of [
    [0o600, 0o600],
    [0o640, 0o640],
    [0o644, 0o644],
    [0o755, 0o644],
  ] as const) {
    it(`is ${ofBridge.toString(8)} if its keys come from a file with ${mode.toString(8)}`, () => {
      const { steps } = planCreateFiles(request(), withModes(plainHost(), { 'ifcfg-eth0': mode }));
      assert.deepEqual(modesOf(steps), [
        ['ifcfg-br0', ofBridge, undefined],
        ['ifcfg-eth0', mode, undefined],
      ]);
    });
  }

  it("is no more open than the bridge's file whose keys it gets back, and an undo restores it", () => {
    const host = withModes(bridgedHost(), { 'ifcfg-br0': 0o600 });
    const { steps } = planDeleteFiles('br0', host, undefined);
    assert.deepEqual(modesOf(steps), [
      ['ifcfg-eth0', 0o600, 0o644],
      ['ifcfg-br0', 0o600, undefined],
    ]);
  });
});
