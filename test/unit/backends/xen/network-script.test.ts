import assert from 'node:assert/strict';
import { runsBridgeScript, withoutBridgeScript, withScriptOf } from '../../../../src/backends/xen/network-script.ts';

/** The part of Xen 3's own xend-config.sxp that matters, with `line` in it. */
const config = (line: string): string => `# -*- sh -*-
#(xend-unix-server no)
(xend-relocation-hosts-allow '^localhost$ ^localhost\\\\.localdomain$')

# Your default ethernet device is used as the outgoing interface, by default. To use a different one (e.g. eth1) use
#
# (network-script 'network-bridge netdev=eth1')
#
${line}
# It's only an example: (network-script network-bridge
(vif-script vif-bridge)
## (network-script network-route)
(dom0-min-mem 256) # tail without an end of line`;

describe("Xen's own bridge script", () => {
  const on: readonly (readonly [before: string, after: string])[] = [
    ['(network-script network-bridge)', '(network-script /bin/true)'],
    ["(network-script 'network-bridge netdev=eth1')", '(network-script /bin/true)'],
    ['(network-script "network-bridge")', '(network-script /bin/true)'],
    ["(network-script ' network-bridge')", '(network-script /bin/true)'],
    ['(network-script /etc/xen/scripts/network-bridge)', '(network-script /bin/true)'],
    [
      "\t( network-script  '/etc/xen/scripts/network-bridge bridge=x' ) # why\r",
      '\t( network-script  /bin/true ) # why\r',
    ],
    ['(network-script\n    network-bridge)', '(network-script\n    /bin/true)'],
    ['(xend-port 8000)(network-script network-bridge)', '(xend-port 8000)(network-script /bin/true)'],
  ];
  for (const [before, after] of on) {
    it(`is disabled in ${JSON.stringify(before)}, by that word alone, and restored`, () => {
      assert.equal(runsBridgeScript(config(before)), true);
      assert.equal(withoutBridgeScript(config(before)), config(after));
      assert.equal(runsBridgeScript(config(after)), false);
      assert.equal(withScriptOf(config(before), config(after)), config(before));
    });
  }

  const off = [
    '(network-script /bin/true)',
    '(network-script network-nat)',
    '(network-script network-route)',
    "(network-script 'network-route bridge=network-bridge')",
    '(network-script network-bridge-of-ours)',
    '(vif-script network-bridge)',
    '# (network-script network-bridge)',
    '   #(network-script network-bridge)',
    "(comment '(network-script network-bridge)')",
    '(other (network-script network-bridge))',
    '(network-script)',
    '(network-script',
    '',
  ];
  for (const line of off) {
    it(`is not found in ${JSON.stringify(line)}, which stays unchanged`, () => {
      assert.equal(runsBridgeScript(config(line)), false);
      assert.equal(withoutBridgeScript(config(line)), config(line));
    });
  }

  it('is restored in a file that was edited since, in its place only', () => {
    const changed = `(dom0-cpus 2)\n(network-script /bin/true)\n(vif-script vif-route)\n`;
    assert.equal(
      withScriptOf(config("(network-script 'network-bridge netdev=eth1')"), changed),
      changed.replace('/bin/true', "'network-bridge netdev=eth1'"),
    );
    const another = '(network-script network-nat)\n';
    assert.equal(withScriptOf(config('(network-script network-bridge)'), another), another);
  });
});
