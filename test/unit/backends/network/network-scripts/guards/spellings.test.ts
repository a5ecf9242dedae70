import assert from 'node:assert/strict';
import { parseIfcfg } from '../../../../../../src/backends/network/ifcfg/parse.ts';
import { leavingChanges } from '../../../../../../src/backends/network/network-scripts/contents/leaving-changes.ts';
import { spellingProblems } from '../../../../../../src/backends/network/network-scripts/guards/spellings.ts';
import { address, defaultRoute, link, networkManager } from '../../../../support/host.ts';
import { plain, plan, planned, refusal } from '../planning.ts';

const shouted = { 'ifcfg-eth0': plain.replace('BOOTPROTO=none', 'BOOTPROTO="DHCP"') };
const reads = networkManager('running', { readsIfcfg: true, devices: { eth0: 'managed' } });

describe('BOOTPROTO="DHCP", beside an address', () => {
  it('is static where only the scripts read it, so that no DHCP is written beside the address', () => {
    assert.equal(planned('BOOTPROTO', shouted), 'none');
    assert.equal(planned('IPADDR', shouted), '192.0.2.10');
  });

  it('is a Conflict that names both where NetworkManager may read the file too', () => {
    const atBoot = { NetworkManager: 'enabled', network: 'enabled' } as const;
    const sentence = refusal('Conflict', shouted, {}, { networkManager: reads, atBoot });
    assert.match(sentence, /BOOTPROTO to 'DHCP'.*static to ifup of RHEL 6.*dhcp to NetworkManager.*BOOTPROTO=dhcp or/);
  });

  it('is none where NetworkManager may not, or where the request says what the bridge gets', () => {
    const released = { 'ifcfg-eth0': `${shouted['ifcfg-eth0']}NM_CONTROLLED=no\n` };
    assert.equal(planned('BOOTPROTO', released, {}, { networkManager: reads }), 'none');
    const unmanaged = networkManager('running', { readsIfcfg: true, devices: { eth0: 'unmanaged' } });
    assert.equal(planned('BOOTPROTO', shouted, {}, { networkManager: unmanaged }), 'none');
    const off = { NetworkManager: 'disabled', network: 'enabled' } as const;
    const stopped = networkManager('stopped', { readsIfcfg: true });
    assert.equal(planned('BOOTPROTO', shouted, {}, { networkManager: stopped, atBoot: off }), 'none');
    assert.equal(planned('BOOTPROTO', shouted, { addressing: 'dhcp' }, { networkManager: reads }), 'dhcp');
  });

  it('stays as the administrator wrote it when the bridge goes', () => {
    const base = parseIfcfg('ifcfg-eth0', 'DEVICE=eth0\nBOOTPROTO=DHCP\nBRIDGE=br0\n');
    const bridge = parseIfcfg('ifcfg-br0', 'DEVICE=br0\nTYPE=Bridge\nBOOTPROTO=none\nIPADDR=192.0.2.10\n');
    const { set } = leavingChanges(base, bridge, 'br0', 'eth0');
    assert.equal(set?.has('BOOTPROTO'), false);
  });
});

describe('GATEWAY0 without GATEWAY', () => {
  const numbered = { 'ifcfg-eth0': `${plain}GATEWAY0=192.0.2.1\n` };

  it('is a Conflict where NetworkManager may have read it, and the kernel is not asked', () => {
    assert.match(refusal('Conflict', numbered, {}, { networkManager: reads }), /sets GATEWAY0.*write GATEWAY in/);
  });

  it('moves as it stands where only the scripts read it, and is written as GATEWAY where the kernel has it', () => {
    assert.equal(planned('GATEWAY0', numbered), '192.0.2.1');
    assert.equal(planned('GATEWAY', numbered), undefined);
    const links = [link({ addresses: [address('192.0.2.10/24')] })];
    const host = { networkManager: reads, links, routes: [defaultRoute('192.0.2.1')] };
    assert.equal(planned('GATEWAY', numbered, { activate: 'live' }, host), '192.0.2.1');
  });
});

describe('a value that versions of the scripts take differently', () => {
  it('is a Conflict if the bridge would take it over', () => {
    const defaultRoute = { 'ifcfg-eth0': `${plain}DEFROUTE=NO\n` };
    assert.match(
      refusal('Conflict', defaultRoute, {}, { delayUnit: 'centiseconds' }),
      /yes to ifup of RHEL 8, but no to ifup of Fedora; write DEFROUTE=yes or DEFROUTE=no/,
    );
    assert.ok(plan(defaultRoute).steps.length > 0, 'RHEL 6 and 7 agree');
  });

  it('is none if the change writes another', () => {
    assert.ok(plan({ 'ifcfg-eth0': plain.replace('ONBOOT=yes', 'ONBOOT=off') }).steps.length > 0);
  });

  it('is a warning in Verify, which does not show the value', () => {
    const file = parseIfcfg('ifcfg-br0', 'DEVICE=br0\nTYPE=Bridge\nBOOTPROTO=DHCP\nSTP=on\nDEFROUTE=no\n');
    const problems = spellingProblems(file, 'seconds');
    assert.deepEqual(
      problems.map(({ status, expected, found }) => [status, expected, found]),
      [['warn', 'BOOTPROTO=dhcp or BOOTPROTO=none', 'another spelling']],
    );
  });
});

describe('IPV6INIT', () => {
  it('is written so that every version takes it, where an address is added', () => {
    const files = { 'ifcfg-eth0': `${plain}IPV6INIT=YES\n` };
    const addresses = [address('192.0.2.10/24'), address('2001:db8::10/64')];
    const host = { links: [link({ addresses })], delayUnit: 'centiseconds' } as const;
    const persist = [{ family: 6, address: '2001:db8::10' }] as const;
    assert.equal(planned('IPV6INIT', files, { activate: 'live', persist }, host), 'yes');
    assert.equal(planned('IPV6INIT', files, { activate: 'boot' }, host), 'YES');
  });
});
