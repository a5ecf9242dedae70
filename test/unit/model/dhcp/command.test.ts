import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { commandFor, isCommandFor, pathForDevice, readDhclientArguments } from '../../../../src/model/dhcp/command.ts';

const words = (text: string): string[] => text.split(' ');
const files = { pidFile: '/run/dhclient-br0.pid', leaseFile: '/var/lib/dhclient/dhclient--br0.lease' };

/** The result of undo.sh for the same words. */
function isClientInShell(command: readonly string[], device: string, family: 4 | 6): boolean {
  const library = readFileSync(new URL('../../../../src/transactions/undo/dhcp-client.sh', import.meta.url), 'utf8');
  const script = `${library}\nif is_client_of ${device} ${family}; then echo yes; fi`;
  return execFileSync('sh', ['-c', script], { input: `${command.join('\n')}\n`, encoding: 'utf8' }) === 'yes\n';
}

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
    ['a flag that is of IPv6', '-S -q eth0', ['eth0'], 6],
    ['an option whose value is another interface’s name', '-H eth0 -F eth0 eth1', ['eth1'], 4],
    ['several interfaces', '-q eth0 eth1', ['eth0', 'eth1'], 4],
    ['all interfaces', '-q', [], 4],
  ];
  for (const [what, line, interfaces, family] of lines) {
    it(`gives the interfaces and the family: ${what}`, () => {
      const read = readDhclientArguments(words(line));
      assert.deepEqual([read.interfaces, read.family], [interfaces, family]);
      for (const device of ['eth0', 'eth1', 'br0']) {
        for (const asked of [4, 6] as const) {
          const expected = family === asked && interfaces.includes(device);
          assert.equal(isClientInShell(words(`/sbin/dhclient ${line}`), device, asked), expected, device);
        }
      }
    });
  }

  it('gives its files', () => {
    const read = readDhclientArguments(words('-lf /l -pf /p -cf /c -sf /s -d eth0'));
    assert.deepEqual(
      [read.leaseFile, read.pidFile, read.configuration, read.script, read.supervised],
      ['/l', '/p', '/c', '/s', true],
    );
  });

  it('becomes that of another interface, and retries until it has an answer', () => {
    const { options, problem } = readDhclientArguments(
      words('-H eth0 -1 -q -lf /run/dhclient.l -pf /run/dhclient.p -e PEERDNS=no eth0'),
    );
    assert.equal(problem, undefined);
    const after = commandFor('/usr/sbin/dhclient', options, 'br0', files, ['keep_old_ip=yes']);
    assert.equal(
      after.join(' '),
      `/usr/sbin/dhclient -H eth0 -q -e PEERDNS=no -nw -e keep_old_ip=yes -pf ${files.pidFile} -lf ${files.leaseFile} br0`,
    );
    assert.ok(isCommandFor(after, 'br0', files));
  });

  it('does not grow when it moves repeatedly', () => {
    const once = commandFor('/sbin/dhclient', ['-q'], 'br0', files, ['keep_old_ip=yes']);
    const { options } = readDhclientArguments(once.slice(1));
    assert.deepEqual(commandFor('/sbin/dhclient', options, 'br0', files, ['keep_old_ip=yes']), once);
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
    it(`turns ${before} into ${after ?? 'no name for another interface'}`, () => {
      assert.equal(pathForDevice(before, 'eth0', 'br0'), after);
    });
  }
});

describe('the command line of another process', () => {
  const taken: readonly string[] = [
    '-1 -q -lf /var/lib/dhclient/dhclient-9e8604f2-4991-4e9b-8f42-5c9b14d0ee1d-eth0.lease -pf /var/run/dhclient-eth0.pid -H web-1 eth0',
    '-4 -v -i -pf /run/dhclient.eth0.pid -lf /var/lib/dhcp/dhclient.eth0.leases -I -df /var/lib/dhcp/dhclient6.eth0.leases eth0',
    '-q -cf /etc/dhcp/dhclient.conf -sf /sbin/dhclient-script -timeout 30 -R subnet-mask,routers -V MSFT-5.0 eth0',
  ];
  for (const line of taken) {
    it(`is accepted in the form of network-scripts and ifupdown: ${line}`, () => {
      const { problem, options } = readDhclientArguments(words(line));
      assert.equal(problem, undefined);
      assert.ok(isCommandFor(commandFor('/sbin/dhclient', options, 'br0', files, []), 'br0', files));
    });
  }

  const refused: readonly (readonly [string, string])[] = [
    ['-sf /etc/hosts', '-sf'],
    ['-sf /tmp/dhclient-script', '-sf'],
    ['-sf /sbin/../tmp/dhclient-script', '-sf'],
    ['-sf /sbin//dhclient-script', '-sf'],
    ['-sf dhclient-script', '-sf'],
    ['-cf /var/lib/docker/overlay2/1/diff/dhclient.conf', '-cf'],
    ['-cf /etc/shadow', '-cf'],
    ['-lf /etc/shadow', '-lf'],
    ['-lf /var/lib/dhclient/../../../etc/dhclient', '-lf'],
    ['-lf /var/lib/dhclient/sub/dhclient.leases', '-lf'],
    ['-df /etc/dhclient.leases', '-df'],
    ['-pf /etc/fstab', '-pf'],
    ['-pf /run/libvirtd.pid', '-pf'],
    ['-pf /run/..', '-pf'],
    ['-pf', '-pf'],
    ['-e LD_PRELOAD=/tmp/x.so', '-e'],
    ['-e PATH=/tmp', '-e'],
    ['-H $(id)', '-H'],
    ['-V a"b', '-V'],
    ['-V -sf', '-V'],
    ['-F a\nb', '-F'],
    ['-s example.org', '-s'],
    ['-g 192.0.2.1', '-g'],
    ['-R routers,../x', '-R'],
    ['-x', '-x'],
    ['-r', '-r'],
    ['--version', '--version'],
    ['-constructor', '-constructor'],
    ['eth0\u001b[2J', 'eth0\\\\u\\{1b\\}\\[2J'],
  ];
  for (const [line, option] of refused) {
    it(`is refused if it is unknown, and the option is named: ${JSON.stringify(line)}`, () => {
      const { problem, options } = readDhclientArguments(['-q', ...words(line)]);
      assert.match(problem ?? '', new RegExp(`^'${option}'`));
      assert.deepEqual(options, ['-q']);
      assert.equal(
        isCommandFor(
          ['/sbin/dhclient', ...words(line), '-pf', files.pidFile, '-lf', files.leaseFile, 'br0'],
          'br0',
          files,
        ),
        false,
      );
    });
  }

  const others: readonly (readonly [string, readonly string[]])[] = [
    ['another program', ['/tmp/upper/evil', '-pf', files.pidFile, '-lf', files.leaseFile, 'br0']],
    ['a program by its name alone', ['dhclient', '-pf', files.pidFile, '-lf', files.leaseFile, 'br0']],
    ['a way round', ['/sbin/../tmp/dhclient', '-pf', files.pidFile, '-lf', files.leaseFile, 'br0']],
    ['another interface', ['/sbin/dhclient', '-pf', files.pidFile, '-lf', files.leaseFile, 'eth0']],
    ['other files', ['/sbin/dhclient', '-pf', '/run/dhclient-x.pid', '-lf', files.leaseFile, 'br0']],
  ];
  for (const [what, command] of others) {
    it(`is not accepted in a journal's command: ${what}`, () => {
      assert.equal(isCommandFor(command, 'br0', files), false);
    });
  }
});
