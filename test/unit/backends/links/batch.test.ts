import assert from 'node:assert/strict';
import { expandNeighbours, neighboursLine } from '../../../../src/backends/links/batch.ts';
import type { Neighbour } from '../../../../src/model/host-state.ts';

function neighbour(state: string, more: Partial<Neighbour> = {}): Neighbour {
  const mac = '52:54:00:00:00:01';
  return {
    family: 4,
    address: '192.0.2.1',
    device: 'eth0',
    mac,
    states: [state],
    router: false,
    fixed: false,
    ...more,
  };
}

const moved = (entry: Neighbour): readonly string[] => expandNeighbours([neighboursLine('eth0', 'br0')], [entry]);
const line = (state: string): string => `neigh replace 192.0.2.1 lladdr 52:54:00:00:00:01 dev br0 nud ${state}`;

describe('a neighbour entry that moves with the host', () => {
  it('stays static if it was static', () => {
    assert.deepEqual(moved(neighbour('PERMANENT')), [line('permanent')]);
    assert.deepEqual(moved(neighbour('NOARP')), [line('noarp')]);
  });

  it('counts as just confirmed if the kernel learned it', () => {
    for (const state of ['REACHABLE', 'STALE', 'DELAY', 'PROBE']) {
      assert.deepEqual(moved(neighbour(state, { router: true })), [`${line('reachable')} router`]);
    }
  });

  it('stays behind if it is unusable, of another device, or a multicast entry of the kernel', () => {
    const left = [
      neighbour('FAILED', { mac: undefined }),
      neighbour('INCOMPLETE', { mac: undefined }),
      neighbour('NONE'),
      neighbour('PERMANENT', { device: 'eth1' }),
      neighbour('NOARP', { address: '224.0.0.22', mac: '01:00:5e:00:00:16' }),
      neighbour('NOARP', { address: 'ff02::16', mac: '33:33:00:00:00:16' }),
    ];
    assert.deepEqual(left.flatMap(moved), []);
  });
});
