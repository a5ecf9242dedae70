import assert from 'node:assert/strict';
import type { Link } from '../../../../src/model/host-state.ts';
import { planCreateBridge } from '../../../../src/operations/bridges/plan-create.ts';
import { link, request } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { plainHost } from './bridges.ts';

/** The plan of a bridge, now, over an uplink that is or has this. */
function plan(uplink: Partial<Link>, above: readonly Partial<Link>[] = []) {
  const [own] = plainHost().links;
  const others = above.map((one) => link({ index: 7, parent: 'eth0', ...one }));
  const links = [{ ...link(), ...own, ...uplink }, ...others];
  return planCreateBridge(request({ activate: 'live' }), plainHost({ links }), []);
}

describe('the plan of a bridge says what stays with its uplink', () => {
  const cases: readonly (readonly [string, Partial<Link>, readonly Partial<Link>[], RegExp])[] = [
    ['a VLAN', {}, [{ name: 'eth0.5', kind: 'vlan' }], /^'eth0\.5' is a VLAN on 'eth0' and will keep working/],
    ['an XDP program', { xdp: true }, [], /^an XDP program stays on 'eth0'/],
    ['virtual functions', { virtualFunctions: 2 }, [], /^'eth0' has 2 virtual functions/],
  ];
  for (const [what, uplink, above, sentence] of cases) {
    it(`and moves the host all the same: ${what}`, () => {
      const { steps, warnings } = plan(uplink, above);
      assert.deepEqual(
        steps.map(({ kind }) => kind),
        plan({}).steps.map(({ kind }) => kind),
      );
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', sentence);
    });
  }

  it('and is refused where the kernel would refuse it: MACsec', () => {
    const macsec = () => plan({}, [{ name: 'macsec0', kind: 'macsec' }]);
    assert.match(throwsCode('Refused', macsec), /carries 'macsec0' \(MACsec\)/);
  });
});
