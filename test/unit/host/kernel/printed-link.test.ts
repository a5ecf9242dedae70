import assert from 'node:assert/strict';
import * as v from 'valibot';
import { printedLink } from '../../../../src/host/kernel/printed-link.ts';

const link = {
  ifindex: 2,
  ifname: 'eth0',
  flags: ['UP'],
  mtu: 1500,
  link_type: 'ether',
  linkinfo: { info_kind: 'veth' },
};

describe('a link as ip(8) prints it', () => {
  it('has a number, a name, flags, an MTU and a type, and may have more', () => {
    for (const more of [{}, { link: null }, { link: 'eth1' }, { addr_info: [{}] }, { other: 1 }]) {
      assert.ok(v.is(printedLink, { ...link, ...more }), JSON.stringify(more));
    }
  });

  for (const wrong of [
    { ifindex: '2' },
    { ifname: undefined },
    { flags: 'UP' },
    { flags: [1] },
    { mtu: null },
    { link_type: 1 },
    { max_mtu: '9000' },
    { master: 3 },
    { link: 3 },
    { addr_info: {} },
    { linkinfo: null },
    { linkinfo: { info_kind: 1 } },
  ]) {
    it(`is of no other form: ${JSON.stringify(wrong)}`, () => assert.ok(!v.is(printedLink, { ...link, ...wrong })));
  }

  it('is an object', () => assert.ok(![null, 'eth0', undefined, []].some((value) => v.is(printedLink, value))));
});
