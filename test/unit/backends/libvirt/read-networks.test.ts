import assert from 'node:assert/strict';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseNetworks, readLibvirtNetworks } from '../../../../src/backends/libvirt/read-networks.ts';
import { createFiles } from '../../../../src/host/files.ts';
import type { Host } from '../../../../src/host/host.ts';
import { refuseUnreadNetworks } from '../../../../src/model/nat-bridges.ts';
import { throwsCode } from '../../support/throws.ts';

const nat = `<!-- WARNING: made by libvirt -->
<network>
  <name>default</name>
  <uuid>5f6c0c1e-0000-4000-8000-000000000001</uuid>
  <forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward>
  <bridge name='virbr0' stp='on' delay='0'/>
  <ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip>
  <ip family='ipv6' address='2001:db8:122::1' prefix='64'/>
</network>`;

describe('libvirt’s network files', () => {
  it('contain the bridge, the forward mode and the addresses', () => {
    const addresses = ['192.168.122.1/24', '2001:db8:122::1/64'];
    assert.deepEqual(parseNetworks(nat), [{ name: 'default', bridge: 'virbr0', forward: 'nat', addresses }]);
  });

  it('mean nat by <forward> without a mode, and isolation without <forward>', () => {
    const of = (inner: string) => parseNetworks(`<network><name>n</name>${inner}</network>`)?.[0]?.forward;
    assert.equal(of('<forward/>'), 'nat');
    assert.equal(of('<forward dev="eth0"/>'), 'nat');
    assert.equal(of('<forward mode="bridge"/>'), 'bridge');
    assert.equal(of(''), 'isolated');
  });

  it('are read inside the status file of a running network', () => {
    const status = `<networkstatus><class_id bitmap="0-2"/>${nat.replace(/^<!--.*-->\n/, '')}</networkstatus>`;
    assert.equal(parseNetworks(status)?.[0]?.bridge, 'virbr0');
  });

  it('are reported as unreadable if they are something else', () => {
    const unnamed = '<network><bridge name="br0"/></network>';
    for (const text of ['', 'no xml <', '<domain><name>x</name></domain>', '<network/>', '<network><name>', unnamed]) {
      assert.equal(parseNetworks(text), undefined, text);
    }
  });
});

function linkTo(target: string, file: string): void {
  rmSync(file);
  symlinkSync(target, file);
}

describe('a reason not to know all of libvirt’s networks', () => {
  const path = '/etc/libvirt/qemu/networks/lan.xml';
  const hosts = (count: number) =>
    nat.replace('<dhcp>', `<dhcp>${"<host mac='52:54:00:00:00:01' ip='192.168.122.9'/>".repeat(count)}`);
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bridgehead-networks-'));
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), nat);
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const read = () => readLibvirtNetworks({ files: createFiles(root) } as unknown as Host);

  it('is not the large file of a network with thousands of hosts', async () => {
    writeFileSync(join(root, path), hosts(10_000));
    const { networks, unread } = await read();
    assert.deepEqual([networks[0]?.bridge, unread], ['virbr0', []]);
  });

  for (const [what, make, problem] of [
    ['that is larger than any network’s', (file) => writeFileSync(file, hosts(30_000)), 'it is too large'],
    ['that has another hard link', (file) => linkSync(file, `${file}~`), 'it has another hard link'],
    ['that others may write to', (file) => chmodSync(file, 0o666), 'it is writable by everyone'],
    ['that is not UTF-8', (file) => writeFileSync(file, Buffer.from([0x3c, 0xff])), 'it is not UTF-8 text'],
    ['that is a link', (file) => linkTo('/dev/null', file), 'it is a symbolic link'],
    ['that is torn', (file) => writeFileSync(file, nat.slice(0, 200)), "it is not a network's definition"],
    ['that is empty', (file) => writeFileSync(file, ''), "it is not a network's definition"],
  ] as const satisfies readonly (readonly [string, (file: string) => void, string])[]) {
    it(`is a file ${what}`, async () => {
      make(join(root, path));
      const { networks, unread } = await read();
      assert.deepEqual(networks, []);
      assert.deepEqual(unread, [`libvirt's network file '${path}' cannot be read, because ${problem}`]);
      throwsCode('Refused', () => refuseUnreadNetworks(unread));
    });
  }
});
