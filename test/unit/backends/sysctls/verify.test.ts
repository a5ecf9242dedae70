import assert from 'node:assert/strict';
import { noFile } from '../../../../src/model/host-file.ts';
import type { Finding } from '../../../../src/model/finding.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import { dropInPath } from '../../../../src/model/sysctl-drop-in.ts';
import { verifySysctls } from '../../../../src/backends/sysctls/verify.ts';
import { expectationOf } from '../../../../src/model/expectation.ts';
import { intentOf } from '../../../../src/backends/network/network-scripts/contents/intent.ts';
import { bridgedHost } from '../../operations/bridges/bridges.ts';

const fresh = { 'ipv4/conf/rp_filter': '0', 'ipv6/conf/accept_ra': '1', 'ipv6/conf/autoconf': '1' };
const quiet = { 'ipv6/conf/accept_ra': '0', 'ipv6/conf/autoconf': '0' };

function look(
  own: Record<string, string>,
  ours: string,
  theirs = '',
  port = {},
  more: Partial<HostState> = {},
): Finding {
  const state = bridgedHost({
    interfaceSysctls: { default: fresh, br0: { ...fresh, ...own }, eth0: { ...fresh, ...quiet, ...port } },
    sysctlFiles: [
      { ...noFile('/etc/sysctl.d/50-lan.conf'), text: theirs },
      { ...noFile(dropInPath), text: `# Written by bridgehead\n# bridge br0\n${ours}` },
    ],
    ...more,
  });
  const [finding] = verifySysctls(expectationOf('br0', 'eth0', intentOf('br0', state)), state);
  assert.ok(finding);
  return finding;
}

const two = 'net.ipv4.conf.br0.rp_filter = 2\n';
const ofCard = 'net.ipv4.conf.eth0.rp_filter = 2\n';

describe('what Verify says of a bridge’s settings', () => {
  it('is nothing where no file names them', () => {
    assert.equal(look({}, '').status, 'pass');
  });

  it('is that they are as the files say', () => {
    const { status, found } = look({ 'ipv4/conf/rp_filter': '2' }, two, ofCard);
    assert.deepEqual([status, found], ['pass', 'ipv4/conf/rp_filter 2']);
  });

  it('is fail for one that the kernel has otherwise, with the command', () => {
    const { status, remedy } = look({ 'ipv4/conf/rp_filter': '1' }, two, ofCard);
    assert.deepEqual([status, remedy], ['fail', 'sysctl -w net.ipv4.conf.br0.rp_filter=2']);
  });

  it('is warn for one that was set by hand for the card, and moved with the host', () => {
    assert.equal(look({}, 'net.ipv4.conf.br0.rp_filter = 2\n').status, 'warn');
  });

  it('is warn for one that ifup sets too', () => {
    assert.equal(look({}, 'net.ipv6.conf.br0.accept_ra = 2\n').status, 'warn');
  });

  it('is warn for one that the next boot would give the card alone, with the line', () => {
    const { status, remedy } = look({ 'ipv4/conf/rp_filter': '2' }, '', ofCard);
    assert.equal(status, 'warn');
    assert.equal(remedy, `echo 'net.ipv4.conf.br0.rp_filter = 2' >>${dropInPath}`);
  });

  it('is warn for a port that takes advertisements, with the command', () => {
    const { status, remedy } = look({}, '', '', { 'ipv6/conf/accept_ra': '1' });
    assert.deepEqual([status, remedy], ['warn', 'sysctl -w net.ipv6.conf.eth0.accept_ra=0']);
  });

  it('is warn for a file that cannot be trusted', () => {
    const file = { ...noFile('/etc/sysctl.d/60-x.conf'), problem: 'it does not belong to root' };
    const { status, remedy } = look({}, '', '', {}, { sysctlFiles: [file] });
    assert.deepEqual([status, remedy], ['warn', "look at '/etc/sysctl.d/60-x.conf'"]);
  });

  it('is skip for an image, and for a bridge that the kernel does not have', () => {
    assert.equal(look({}, '', '', {}, { live: false }).status, 'skip');
    assert.equal(look({}, '', '', {}, { interfaceSysctls: { default: fresh } }).status, 'skip');
  });
});
