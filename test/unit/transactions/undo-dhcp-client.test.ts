import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const library = join(import.meta.dirname, '../../../src/transactions/undo/dhcp-client.sh');

/** Stand-ins for common.sh, and a host on which a client for one family runs. */
const scene = (running: 4 | 6): string => `
  root= id=x
  begun() { :; }; same_boot() { :; }; link_exists() { :; }; master_of() { :; }
  . "$1"; shift
  dhcp_clients() { [ "$2" != ${running} ] || echo 700; }
  # The first thing that it does where the client has to be started.
  is_roots_program() { echo started; false; }
  report() { :; }
`;

function started(running: 4 | 6, words: readonly string[]): boolean {
  const command = ['/sbin/dhclient', ...words, '-nw', '-pf', '/run/x.pid', '-lf', '/var/lib/dhclient/x.lease', 'eth0'];
  const script = `${scene(running)} undo_dhcp_end 0 eth0 "$@"`;
  return execFileSync('sh', ['-c', script, 'sh', library, ...command], { encoding: 'utf8' }).includes('started');
}

describe('the undo of a DHCP client that was ended', () => {
  for (const option of ['-6', '-N', '-P', '-S', '-T']) {
    it(`starts a client for IPv6 with ${option} again beside one for IPv4, and not beside its own kind`, () => {
      assert.deepEqual([started(4, [option]), started(6, [option])], [true, false]);
    });
  }

  it('starts a client for IPv4 again beside one for IPv6, and not beside its own kind', () => {
    assert.deepEqual([started(6, ['-q']), started(4, ['-q'])], [true, false]);
    // A value that looks like an option is none.
    assert.deepEqual([started(6, ['-H', '-6']), started(4, ['-H', '-6'])], [true, false]);
  });
});
