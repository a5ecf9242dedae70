import assert from 'node:assert/strict';
import { chown, link, mkdir, rename, symlink } from 'node:fs/promises';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { scripts, useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';

interface Case {
  readonly what: string;
  readonly code: ErrorCode;
  /** Makes ifcfg-eth0 so; `text` is what it was. */
  readonly make: (host: AgentHost, path: string, text: string) => Promise<unknown>;
  /** A word of the sentence. */
  readonly says?: RegExp;
}

const withText = (what: string, code: ErrorCode, edit: (text: string) => string, says?: RegExp): Case => ({
  what,
  code,
  make: (host, _path, text) => host.writeScript('ifcfg-eth0', edit(text)),
  ...(says === undefined ? {} : { says }),
});

const kinds: readonly Case[] = [
  {
    what: 'a symbolic link',
    code: 'Refused',
    make: async (_, path) => {
      await rename(path, `${path}~`);
      await symlink(`${path}~`, path);
    },
    says: /symbolic link/,
  },
  {
    what: 'a FIFO',
    code: 'Refused',
    make: async (host, path) => {
      await rename(path, `${path}~`);
      await host.lab.hostOk(['mkfifo', path]);
    },
  },
  {
    what: 'a directory',
    code: 'Refused',
    make: async (_, path) => {
      await rename(path, `${path}~`);
      await mkdir(path);
    },
  },
  {
    what: 'writable for everybody',
    code: 'Refused',
    make: (host, _, text) => host.lab.writeFile(`${scripts}/ifcfg-eth0`, text, 0o666),
  },
  { what: "somebody else's", code: 'Refused', make: (_, path) => chown(path, 61002, 61002) },
  { what: 'linked twice', code: 'Refused', make: (_, path) => link(path, `${path}~`) },
  withText('larger than a file of its kind', 'Refused', (text) => text + '# padding\n'.repeat(110_000)),
];

const texts: readonly Case[] = [
  withText('with lines that end in CR LF', 'Refused', (text) => text.replaceAll('\n', '\r\n')),
  withText('with a byte order mark', 'Refused', (text) => `\ufeff${text}`),
  withText('with a command substitution', 'Refused', (text) => `${text}NAME=$(hostname)\n`),
  withText('with backticks', 'Refused', (text) => `${text}NAME=\`hostname\`\n`),
  withText('that reads another file', 'Refused', (text) => `${text}. /etc/sysconfig/network\n`),
  withText('with a second command on a line', 'Refused', (text) => `${text}NAME=x; reboot\n`),
  withText(
    'by DHCP, where the kernel has a lasting one',
    'Conflict',
    (text) => text.replace('BOOTPROTO=none', 'BOOTPROTO=dhcp'),
    /DHCP/,
  ),
  withText('of a VLAN', 'Unsupported', (text) => `${text}VLAN=yes\n`, /VLAN/),
  withText('of a part of a bond', 'Unsupported', (text) => `${text}MASTER=bond0\nSLAVE=yes\n`, /bond/),
  withText('of another bridge', 'Busy', (text) => `${text}BRIDGE=br9\n`, /'br9'/),
  withText(
    'with an address that the kernel lacks',
    'Conflict',
    (text) => `${text}IPADDR1=192.0.2.99\nPREFIX1=24\n`,
    /192\.0\.2\.99/,
  ),
  withText('of another card', 'Conflict', (text) => text.replace('12:34:56', '12:34:99'), /HWADDR/),
];

const neighbours: readonly (readonly [what: string, code: ErrorCode, name: string, text: string])[] = [
  ['an alias', 'Unsupported', 'ifcfg-eth0:1', 'DEVICE=eth0:1\nIPADDR=192.0.2.77\n'],
  ['a route file', 'Unsupported', 'route-eth0', '198.51.100.0/24 via 192.0.2.1\n'],
  ['an IPv6 route file', 'Unsupported', 'route6-eth0', '2001:db8:9::/64 via 2001:db8:1::1\n'],
  ['a rule file', 'Unsupported', 'rule-eth0', 'from 192.0.2.10 table 1\n'],
  ['a second file for the same card', 'Conflict', 'ifcfg-uplink', 'DEVICE=eth0\nONBOOT=yes\n'],
  ["a file of the bridge's name for something else", 'Exists', 'ifcfg-br0', 'DEVICE=br0\nTYPE=Ethernet\n'],
  ['a file by which the bridge is for another card', 'Exists', 'ifcfg-eth1', 'DEVICE=eth1\nBRIDGE=br0\n'],
];

describe('an ifcfg file that must not be changed', () => {
  const host = useAgentHost();
  let text: string;

  before(async () => (text = await host.script('ifcfg-eth0')));

  afterEach(async () => {
    await host.lab.removeFile(scripts);
    await host.writeScript('ifcfg-eth0', text);
  });

  for (const { what, code, make, says } of [...kinds, ...texts]) {
    it(`is ${code}: one ${what}`, async () => {
      await make(host, host.lab.path(`${scripts}/ifcfg-eth0`), text);
      const sentence = await expectRefusal(host, code, 'CreateBridge', ['br0', 'eth0', {}]);
      assert.match(sentence, says ?? /'(?:ifcfg-)?eth0'/);
    });
  }

  for (const [what, code, name, content] of neighbours) {
    it(`is ${code}: one that has ${what} beside it`, async () => {
      await host.writeScript(name, content);
      const sentence = await expectRefusal(host, code, 'CreateBridge', ['br0', 'eth0', {}]);
      assert.ok(sentence.includes(name), sentence);
    });
  }

  it('is Unsupported: none at all', async () => {
    await host.lab.removeFile(`${scripts}/ifcfg-eth0`);
    const sentence = await expectRefusal(host, 'Unsupported', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(sentence, /ifcfg-eth0/);
  });

  for (const name of ['ifcfg-eth0~', 'ifcfg-eth0.bak', 'ifcfg-eth0.rpmsave']) {
    it(`is not '${name}', which no boot reads`, async () => {
      await host.writeScript(name, text);
      assert.equal((await host.create({ 'dry-run': true })).changed, true);
    });
  }
});
