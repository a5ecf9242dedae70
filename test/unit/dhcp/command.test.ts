import assert from 'node:assert/strict';
import { commandFor, pathForDevice, readDhclientArguments } from '../../../src/model/dhcp/command.ts';

const words = (text: string): string[] => text.split(' ');
const files = { pidFile: '/run/dhclient-br0.pid', leaseFile: '/var/lib/dhclient/dhclient--br0.lease' };

describe('the command line of dhclient', () => {
  const lines: readonly (readonly [string, string, readonly string[], 4 | 6])[] = [
    [
      'RHEL 6',
      '-H host -1 -q -lf /var/lib/dhclient/dhclient-eth0.leases -pf /var/run/dhclient-eth0.pid eth0',
      ['eth0'],
      4,
    ],
    ['RHEL 8', '-1 -q -cf /etc/dhcp/dhclient.conf -lf /l -pf /p -H host eth0', ['eth0'], 4],
    ['Debian', '-4 -v -i -pf /run/dhclient.eth0.pid -lf /l -I -df /d eth0', ['eth0'], 4],
    ['Red Hat’s list of options to ask for', '-R subnet-mask,routers -timeout 5 eth0', ['eth0'], 4],
    ['DHCPv6', '-6 -1 -lf /l -pf /p eth0', ['eth0'], 6],
    ['several interfaces', '-q eth0 eth1', ['eth0', 'eth1'], 4],
    ['all interfaces', '-q', [], 4],
  ];
  for (const [what, line, interfaces, family] of lines) {
    it(`tells the interfaces and the family: ${what}`, () => {
      const read = readDhclientArguments(words(line));
      assert.deepEqual([read.interfaces, read.family], [interfaces, family]);
    });
  }

  it('tells its files', () => {
    const read = readDhclientArguments(words('-lf /l -pf /p -cf /c -sf /s -d eth0'));
    assert.deepEqual(
      [read.leaseFile, read.pidFile, read.configuration, read.script, read.supervised],
      ['/l', '/p', '/c', '/s', true],
    );
  });

  it('becomes that of another interface, which asks until it has an answer', () => {
    const before = words('/sbin/dhclient -H eth0 -1 -q -lf /l -pf /p -e PEER=x eth0');
    const after = commandFor(before, 'br0', files, ['keep_old_ip=yes']);
    assert.equal(
      after.join(' '),
      `/sbin/dhclient -H eth0 -q -e PEER=x -nw -e keep_old_ip=yes -pf ${files.pidFile} -lf ${files.leaseFile} br0`,
    );
  });

  it('does not grow when it moves again and again', () => {
    const once = commandFor(words('dhclient -q eth0'), 'br0', files, ['keep_old_ip=yes']);
    assert.deepEqual(commandFor(once, 'br0', files, ['keep_old_ip=yes']), once);
  });

  const paths: readonly (readonly [string, string | undefined])[] = [
    ['/run/dhclient-eth0.pid', '/run/dhclient-br0.pid'],
    ['/run/dhclient.eth0.pid', '/run/dhclient.br0.pid'],
    ['/var/lib/dhclient/dhclient--eth0.lease', '/var/lib/dhclient/dhclient--br0.lease'],
    [
      '/var/lib/dhclient/dhclient-9e8604f2-4991-4e9b-8f42-5c9b14d0ee1d-eth0.lease',
      '/var/lib/dhclient/dhclient--br0.lease',
    ],
    ['/var/lib/dhcp/dhclient.eth0', '/var/lib/dhcp/dhclient.br0'],
    ['/var/lib/dhcp/dhclient.leases', undefined],
    ['/run/dhclient-eth01.pid', undefined],
    ['/eth0/dhclient.pid', undefined],
  ];
  for (const [before, after] of paths) {
    it(`has ${after ?? 'no name for another interface'} in place of ${before}`, () => {
      assert.equal(pathForDevice(before, 'eth0', 'br0'), after);
    });
  }
});
