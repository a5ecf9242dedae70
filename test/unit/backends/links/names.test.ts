import assert from 'node:assert/strict';
import { describeLine, partsOf } from '../../../../src/backends/links/batch.ts';
import { planCreateLinks } from '../../../../src/backends/links/create.ts';
import { planDeleteLinks } from '../../../../src/backends/links/delete.ts';
import { address, hostWith, link, request } from '../../support/host.ts';

const addresses = [address('192.0.2.10/24'), address('2001:db8:1::10/64')];
const card = link({ index: 2, addresses });
const bridge = link({ index: 5, name: 'br0', kind: 'bridge', addresses });
const port = link({ index: 2, master: 'br0' });
const created = (resolvedLinks: readonly number[]) =>
  planCreateLinks(request({ activate: 'live' }), card, hostWith({}, { links: [card], resolvedLinks }));
const deleted = planDeleteLinks(
  bridge,
  port,
  { target: undefined, mtu: undefined },
  hostWith({}, { links: [bridge, port], resolvedLinks: [5] }),
);

describe('the name servers that systemd-resolved has for an interface', () => {
  it('are given to the bridge while nothing has moved, in the same pause as its addresses settle', () => {
    const parts = partsOf(created([2]).batch);
    const pause = parts.find(({ errands }) => errands.some(({ kind }) => kind === 'settle'));
    assert.deepEqual(
      pause?.errands.map(({ kind }) => kind),
      ['names', 'settle'],
    );
    const later = parts.slice(parts.findIndex((part) => part === pause) + 1).flatMap(({ lines }) => lines);
    assert.ok(later.includes('link set dev eth0 master br0'));
  });

  it('are for the bridge alone once it has the host', () => {
    assert.deepEqual(partsOf(created([2]).batch).at(-1)?.errands, [{ kind: 'names-settled', from: 'eth0', to: 'br0' }]);
  });

  it('return with the host: systemd-resolved, which takes a port that leaves for gone, hears of its addresses again', () => {
    for (const lines of [created([2]).reverse, deleted.batch]) {
      const left = lines.indexOf('link set dev eth0 nomaster');
      const heard = lines.findLastIndex((line) => line.startsWith('addr replace 2001:db8:1::10/64 dev eth0'));
      assert.ok(left > lines.indexOf('# names br0 eth0') && heard > left, lines.join('\n'));
      assert.equal(lines.at(-1), '# names-settled br0 eth0');
    }
  });

  it('are shown in words', () => {
    const shown = created([2]).batch.map(describeLine);
    assert.ok(shown.includes("# give 'br0' the name servers that systemd-resolved has for 'eth0'"));
    assert.ok(shown.includes("# systemd-resolved has them for 'br0' alone"));
  });

  it('are not looked at where it has none for the interface', () => {
    const { batch, reverse } = created([7]);
    assert.ok(![...batch, ...reverse].some((line) => line.startsWith('# names')));
  });
});
