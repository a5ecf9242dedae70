import assert from 'node:assert/strict';
import { isBare } from '../../../../src/backends/firewall/read-bare.ts';
import { legacyTables } from '../../../../src/host/kernel/xtables.ts';
import type { Host } from '../../../../src/host/host.ts';

const version = { metainfo: { version: '1.0.6', json_schema_version: 1 } };
const chain = { chain: { family: 'ip', table: 'filter', name: 'FORWARD', handle: 1 } };

function hostWithNft(stdout: string | undefined, exitCode = 0): Host {
  const find = () => Promise.resolve(stdout === undefined ? undefined : '/usr/sbin/nft');
  const run = () => Promise.resolve({ exitCode, stdout: stdout ?? '', stderr: '' });
  return { commands: { find, run } } as unknown as Host;
}

describe('a host without rules', () => {
  const empty = JSON.stringify({ nftables: [version] });

  it('is one whose nft has nothing to tell, and whose kernel has no table of the older backend', async () => {
    assert.equal(await isBare(hostWithNft(empty), 'iptables'), legacyTables(4)?.length === 0);
  });

  const others: readonly (readonly [what: string, host: Host])[] = [
    ['has a chain', hostWithNft(JSON.stringify({ nftables: [version, chain] }))],
    ['has no nft', hostWithNft(undefined)],
    ['has an nft that fails', hostWithNft(empty, 1)],
    ['has an nft that says something else', hostWithNft('nothing')],
  ];
  for (const [what, host] of others) {
    it(`is not one that ${what}`, async () => assert.equal(await isBare(host, 'iptables'), false));
  }
});
