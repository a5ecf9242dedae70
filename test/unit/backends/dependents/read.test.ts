import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readDependents } from '../../../../src/backends/dependents/read.ts';
import { createFiles } from '../../../../src/host/files.ts';
import type { Host } from '../../../../src/host/host.ts';

describe('the configuration of an image', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'bridgehead-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const look = async () => {
    const commands = {
      find: () => Promise.resolve(undefined),
      run: () => Promise.reject(new Error('no program runs')),
    };
    const host: Host = {
      files: createFiles(root),
      commands,
      path: '',
      live: false,
      systemd: false,
      libvirtUri: 'test:///default',
    };
    return readDependents(host, []);
  };

  it('is read in folders too, without what a package manager or an editor left there', async () => {
    await write('/etc/dnsmasq.d/lan', 'interface=eth0\n');
    for (const name of ['lan~', '.lan', 'lan.rpmsave', 'lan.dpkg-old']) {
      await write(`/etc/dnsmasq.d/${name}`, 'interface=eth0\n');
    }
    await mkdir(join(root, '/etc/dnsmasq.d/more'));
    await write('/etc/wpa_supplicant/wpa_supplicant-wired-eth1.conf', 'interface=eth0\n');
    const { mentions, unread } = await look();
    assert.deepEqual(unread, []);
    assert.deepEqual(mentions, [
      { program: 'dnsmasq', path: '/etc/dnsmasq.d/lan', line: 1, interface: 'eth0', role: 'uses' },
      {
        program: 'wpa_supplicant',
        path: '/etc/wpa_supplicant/wpa_supplicant-wired-eth1.conf',
        line: undefined,
        interface: 'eth1',
        role: 'authenticates',
      },
    ]);
  });

  it('is not believed where it is not a plain file, which is told', async () => {
    await write('/etc/other', 'interface eth0 {\n');
    await symlink('/etc/other', join(root, '/etc/radvd.conf'));
    const { mentions, unread } = await look();
    assert.deepEqual(
      [mentions, unread],
      [[], [{ program: 'radvd', path: '/etc/radvd.conf', problem: 'it is a symbolic link' }]],
    );
  });

  it('is nothing where there is no such program', async () => {
    const { mentions, unread, sockets, queueing, pppoe, waking } = await look();
    assert.deepEqual([mentions, unread, sockets, queueing, pppoe, waking].flat(), []);
  });
});
