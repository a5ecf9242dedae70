import assert from 'node:assert/strict';
import { chown, link, mkdir, rename, symlink } from 'node:fs/promises';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { scripts, useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';

interface Case {
  readonly what: string;
  readonly code: ErrorCode;
  /** Changes ifcfg-eth0; `text` is its original content. */
  readonly make: (host: AgentHost, path: string, text: string) => Promise<unknown>;
  /** The sentence, unless it only names the file or the interface. */
  readonly says?: RegExp;
}

const withText = (what: string, code: ErrorCode, edit: (text: string) => string, says = /'ifcfg-eth0'/): Case => ({
  what,
  code,
  make: (host, _path, text) => host.writeScript('ifcfg-eth0', edit(text)),
  says,
});

const kinds: readonly Case[] = [
  {
    what: 'is a symbolic link',
    code: 'Refused',
    make: async (_, path) => {
      await rename(path, `${path}~`);
      await symlink(`${path}~`, path);
    },
    says: /symbolic link/,
  },
  {
    what: 'is a FIFO',
    code: 'Refused',
    make: async (host, path) => {
      await rename(path, `${path}~`);
      await host.lab.hostOk(['mkfifo', path]);
    },
  },
  {
    what: 'is a directory',
    code: 'Refused',
    make: async (_, path) => {
      await rename(path, `${path}~`);
      await mkdir(path);
    },
  },
  {
    what: 'is writable by everyone',
    code: 'Refused',
    make: (host, _, text) => host.lab.writeFile(`${scripts}/ifcfg-eth0`, text, 0o666),
  },
  { what: 'belongs to another user', code: 'Refused', make: (_, path) => chown(path, 61002, 61002) },
  { what: 'has a second hard link', code: 'Refused', make: (_, path) => link(path, `${path}~`) },
  withText('is too large', 'Refused', (text) => text + '# padding\n'.repeat(110_000)),
];

/** A few; test/unit/backends/network/network-scripts has the rest, as data. */
const texts: readonly Case[] = [
  withText('contains a command substitution', 'Refused', (text) => `${text}NAME=$(hostname)\n`),
  withText(
    'uses DHCP, although the address in the kernel is permanent',
    'Conflict',
    (text) => text.replace('BOOTPROTO=none', 'BOOTPROTO=dhcp'),
    /DHCP/,
  ),
  withText(
    'has an address that the kernel lacks',
    'Conflict',
    (text) => `${text}IPADDR1=192.0.2.99\nPREFIX1=24\n`,
    /192\.0\.2\.99/,
  ),
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
    it(`is refused (${code}) when it ${what}`, async () => {
      await make(host, host.lab.path(`${scripts}/ifcfg-eth0`), text);
      const sentence = await expectRefusal(host, code, 'CreateBridge', ['br0', 'eth0', {}]);
      assert.match(sentence, says ?? /'(?:ifcfg-)?eth0'/);
    });
  }

  it('is refused, with the line, when a file of routes beside it holds code', async () => {
    await host.writeScript('route-eth0', '198.51.100.0/24 via $(gateway) dev eth0\n');
    const sentence = await expectRefusal(host, 'Refused', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(sentence, /'route-eth0'.*'198\.51\.100\.0\/24 via \$\(gateway\) dev eth0'/);
  });

  it('is refused (Unsupported) when it is missing', async () => {
    await host.lab.removeFile(`${scripts}/ifcfg-eth0`);
    const sentence = await expectRefusal(host, 'Unsupported', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(sentence, /ifcfg-eth0/);
  });
});
