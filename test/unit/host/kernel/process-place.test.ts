import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { containersIn, isRoots, placeOf } from '../../../../src/host/kernel/process-place.ts';

const status = (pids: string, uids = '0\t0\t0\t0'): string => `Name:\tdhclient\nUid:\t${uids}\nNSpid:\t${pids}\n`;
const host = { status: status('700'), cgroup: '0::/system.slice/network.service\n', uidMap: '0 0 4294967295\n' };
const id = 'c0ffee00'.repeat(8);

/** The result of undo.sh for the same text. */
function containersInShell(cgroup: string): readonly string[] {
  const library = readFileSync(new URL('../../../../src/transactions/undo/dhcp-client.sh', import.meta.url), 'utf8');
  const output = execFileSync('sh', ['-c', `${library}\ncontainers_in`], { input: cgroup, encoding: 'utf8' });
  return output.split('\n').filter((line) => line !== '');
}

describe('the control group of a process', () => {
  const groups: readonly (readonly [string, string, readonly string[]])[] = [
    ['a service', '0::/system.slice/network.service', []],
    ['a session', '0::/user.slice/user-0.slice/session-1.scope', []],
    ['our own unit', '0::/system.slice/bridgehead-dhclient-br0-0a1b2c3d.service', []],
    ['no groups at all', '', []],
    ['Docker with systemd', `0::/system.slice/docker-${id}.scope`, [`0::/system.slice/docker-${id}.scope`]],
    ['Docker without it', `4:memory:/docker/${id}/init`, [`4:memory:/docker/${id}`]],
    ['Podman', `0::/machine.slice/libpod-${id}.scope/container`, [`0::/machine.slice/libpod-${id}.scope`]],
    [
      'Kubernetes',
      `1:name=systemd:/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope\n0::/system.slice`,
      [`1:name=systemd:/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`],
    ],
    ['LXC', '0::/lxc.payload.web/system.slice/x.service', ['0::/lxc.payload.web']],
    [
      'systemd-nspawn',
      '0::/machine.slice/systemd-nspawn@web.service/payload/x',
      ['0::/machine.slice/systemd-nspawn@web.service'],
    ],
    ['an engine that we do not know', `0::/engine/${id}/x`, [`0::/engine/${id}`]],
  ];
  for (const [what, cgroup, expected] of groups) {
    it(`says whether it is in a container, to the agent and to undo.sh: ${what}`, () => {
      assert.deepEqual(containersIn(cgroup), expected);
      assert.deepEqual(containersInShell(cgroup), expected);
    });
  }
});

describe('the place of a process', () => {
  it('is the host’s for any process of the host', () => {
    const other = { ...host, status: status('1'), cgroup: '0::/user.slice/user-0.slice/session-1.scope\n' };
    assert.equal(placeOf(other), placeOf(host));
  });

  it('differs in its own pid namespace, container or user namespace', () => {
    const others = [
      { ...host, status: status('700\t5') },
      { ...host, cgroup: `0::/system.slice/docker-${id}.scope\n` },
      { ...host, uidMap: '0 100000 65536\n' },
    ];
    for (const other of others) assert.notEqual(placeOf(other), placeOf(host));
  });

  it('is the same for two processes of one container', () => {
    const cgroup = `0::/docker/${id}`;
    assert.equal(placeOf({ ...host, cgroup: `${cgroup}/a\n` }), placeOf({ ...host, cgroup: `${cgroup}/b\n` }));
  });

  it("is root's only if all four user ids are: su(1) at its password prompt has another", () => {
    assert.equal(isRoots(host), true);
    assert.equal(isRoots({ ...host, status: status('700', '65534\t0\t0\t0') }), false);
  });
});
