import assert from 'node:assert/strict';
import { noFile, type HostFile } from '../../../../src/model/host-file.ts';
import { configuredFor } from '../../../../src/backends/sysctls/configured.ts';

const known = ['ipv4/conf/rp_filter', 'ipv4/conf/arp_ignore', 'ipv4/conf/arp_announce', 'ipv6/conf/accept_ra'];

function file(text: string): HostFile {
  return { ...noFile('/etc/sysctl.d/50-lan.conf'), text };
}

function configured(text: string, device = 'eth0', more = ''): Record<string, string> {
  return Object.fromEntries(configuredFor(device, [file(text), file(more)], known));
}

describe('what the boot’s files say of an interface', () => {
  it('is what the last line says of it, and nothing of another', () => {
    const text = 'net.ipv4.conf.eth0.rp_filter = 1\nnet.ipv4.conf.eth1.rp_filter=0\nnet.ipv4.conf.eth0.rp_filter=2';
    assert.deepEqual(configured(text), { 'ipv4/conf/rp_filter': '2' });
    assert.deepEqual(configured(text, 'eth0', 'net.ipv4.conf.eth0.rp_filter = 0'), { 'ipv4/conf/rp_filter': '0' });
  });

  it('is written with dots or with slashes, and the other one stands within a name', () => {
    assert.deepEqual(configured('net/ipv6/conf/eth0/accept_ra = 2'), { 'ipv6/conf/accept_ra': '2' });
    const dotted = { 'ipv4/conf/rp_filter': '2' };
    assert.deepEqual(configured('net.ipv4.conf.eth0/5.rp_filter = 2', 'eth0.5'), dotted);
    assert.deepEqual(configured('net/ipv4/conf/eth0.5/rp_filter = 2', 'eth0.5'), dotted);
  });

  it('ignores comments, other settings, errors that are to be ignored, and what is no number', () => {
    const text = '# net.ipv4.conf.eth0.rp_filter = 1\n;net.ipv4.conf.eth0.arp_ignore=1\nkernel.sysrq = 1\nnonsense\n';
    assert.deepEqual(configured(text), {});
    assert.deepEqual(configured(' -net.ipv4.conf.eth0.rp_filter = 1 '), { 'ipv4/conf/rp_filter': '1' });
    assert.deepEqual(configured('net.ipv6.conf.eth0.stable_secret = 2001:db8::1\nnet.ipv4.conf.eth0.x = a b'), {});
    assert.deepEqual(configured('net.ipv4.conf.eth0.rp_filter'), {});
    assert.deepEqual(configured('net.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.default.rp_filter = 1'), {});
  });

  it('may be said by a pattern, which counts less than a name, wherever it stands', () => {
    assert.deepEqual(configured('net.ipv4.conf.*.rp_filter = 2'), { 'ipv4/conf/rp_filter': '2' });
    assert.deepEqual(configured('net.ipv4.conf.e?h[0-3].rp_filter = 2'), { 'ipv4/conf/rp_filter': '2' });
    assert.deepEqual(configured('net.ipv4.conf.e?h[!0-3].rp_filter = 2'), {});
    assert.deepEqual(configured('net.ipv4.conf.eth0.arp_* = 1'), {
      'ipv4/conf/arp_ignore': '1',
      'ipv4/conf/arp_announce': '1',
    });
    const named = 'net.ipv4.conf.eth0.rp_filter = 1\nnet.ipv4.conf.*.rp_filter = 2';
    assert.deepEqual(configured(named), { 'ipv4/conf/rp_filter': '1' });
  });

  it('is kept from patterns by a line without a value', () => {
    assert.deepEqual(configured('net.ipv4.conf.*.rp_filter = 2\n-net.ipv4.conf.eth0.rp_filter'), {});
  });
});
