import assert from 'node:assert/strict';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { startAgentWithStub } from '../../lab/agent-host/stub-command.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { set, settingOf } from './settings.ts';

const dropIn = '/etc/sysctl.d/90-bridgehead.conf';
/** What an administrator has set for the card, and how many of it a file keeps. */
const own = { 'net.ipv4.conf.eth0.rp_filter': '2', 'net.ipv4.conf.eth0.proxy_arp': '1' };
const byHand = { 'net.ipv4.conf.eth0.arp_ignore': '1', 'net.ipv4.neigh.eth0.gc_stale_time': '90' };
const text = Object.entries(own)
  .map(([name, value]) => `${name} = ${value}\n`)
  .join('');

const ofBridge = (name: string): string => name.replace('eth0', 'br0');

async function settings(host: AgentHost): Promise<void> {
  for (const [name, value] of Object.entries({ ...own, ...byHand })) await set(host, name, value);
}

async function expectOnBridge(host: AgentHost, expected: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(await settingOf(host, ofBridge(name)), value, ofBridge(name));
  }
}

/** All settings of eth0 besides its secret, a line each. */
async function ofCard(host: AgentHost): Promise<string> {
  const pattern = '^net\\.ipv[46]\\.(conf|neigh)\\.eth0\\.';
  return (await host.lab.hostOk(['sysctl', '-a', '--pattern', pattern])).stdout;
}

describe('settings of the kernel for an interface', () => {
  const host = useAgentHost({ fresh: true, files: { '/etc/sysctl.d/50-lan.conf': text } });
  beforeEach('the card has some', () => settings(host));

  it('are on the bridge, and the plan says which of them no file keeps', async () => {
    const { plan } = await host.create();
    await expectOnBridge(host, { ...own, ...byHand });
    const links = plan.find(({ kind }) => kind === 'links')?.preview ?? '';
    assert.match(links, /^sysctl -w net\.ipv4\.conf\.br0\.rp_filter=2$/m);
    assert.match(links, /^sysctl -w net\.ipv4\.conf\.br0\.arp_ignore=1 {2}# only until the next boot/m);
  });

  it('are there again after the next boot, as far as a file keeps them', async () => {
    await host.create();
    await host.lab.reboot();
    await expectOnBridge(host, own);
    await host.startAgent();
    const { findings } = await verify(host);
    const finding = findings.find(({ check }) => check === 'sysctls');
    assert.deepEqual([finding?.status, finding?.remedy], ['pass', '']);
  });

  it('are the interface’s alone when the bridge is deleted, byte for byte', async () => {
    const [before, network] = [await ofCard(host), await networkOf(host.lab)];
    await host.create();
    await host.delete();
    assert.equal(await ofCard(host), before);
    assert.deepEqual(await networkOf(host.lab), network);
  });

  it('stand in one file with what keeps bridged frames out of the firewall', async () => {
    await host.create();
    const lines = (await host.lab.readFile(dropIn)).split('\n');
    assert.equal(lines.filter((line) => line.startsWith('net.bridge.')).length, 3);
    assert.deepEqual(lines.slice(lines.indexOf('# bridge br0')), [
      '# bridge br0',
      'net.ipv4.conf.br0.proxy_arp = 1',
      'net.ipv4.conf.br0.rp_filter = 2',
      'net.ipv6.conf.eth0.accept_ra = 0',
      'net.ipv6.conf.eth0.autoconf = 0',
      '',
    ]);
  });

  it('are healthy for Verify, which says where the kernel has lost one', async () => {
    await host.create();
    assert.equal((await verify(host)).healthy, true);
    await set(host, 'net.ipv4.conf.br0.rp_filter', '1');
    const [failed] = (await verify(host)).failed;
    assert.deepEqual([failed?.check, failed?.remedy], ['sysctls', 'sysctl -w net.ipv4.conf.br0.rp_filter=2']);
    await host.lab.hostOk(['sh', '-c', failed?.remedy ?? '']);
    assert.equal((await verify(host)).healthy, true);
  });

  it('have nothing to be done where CreateBridge is called again', async () => {
    await host.create();
    assert.equal((await host.create()).changed, false);
  });
});

describe('settings of the kernel after a change that failed', () => {
  const host = useAgentHost({ fresh: true, noAgent: true, files: { '/etc/sysctl.d/50-lan.conf': text } });
  /** ip(8) that does the whole batch with the words in the file, and then fails. */
  const stub = `
[ "$1" = -batch ] && [ -e "$here/words" ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
case $batch in *"$(cat "$here/words")"*) rm "$here/words"; exit 1 ;; esac`;

  beforeEach('the card has some', () => settings(host));
  beforeEach('an agent whose ip(8) fails', () => startAgentWithStub(host, 'ip', stub));

  it('are as they were before CreateBridge', async () => {
    const [before, network] = [await ofCard(host), await networkOf(host.lab)];
    await host.lab.writeFile('/stubs/words', 'master br0');
    expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.equal(await ofCard(host), before);
    assert.deepEqual(await networkOf(host.lab), network);
  });

  it('are on the bridge again that DeleteBridge had taken away', async () => {
    await host.create();
    const [before, network] = [await ofCard(host), await networkOf(host.lab)];
    await host.lab.writeFile('/stubs/words', 'link delete dev br0');
    expectError(await host.call('DeleteBridge', ['br0', {}]), 'CommandFailed');
    await expectOnBridge(host, { ...own, ...byHand });
    assert.equal(await ofCard(host), before);
    assert.deepEqual(await networkOf(host.lab), network);
  });
});

describe('an interface whose addresses are made of a secret', () => {
  const host = useAgentHost();
  const secret = '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff';

  it('has it on the bridge too, and neither the plan nor the log nor the journal shows it', async () => {
    await set(host, 'net.ipv6.conf.eth0.stable_secret', secret);
    const { plan, transaction } = await host.create();
    const kept = await settingOf(host, 'net.ipv6.conf.eth0.stable_secret');
    assert.match(kept, /cccc:dddd/);
    assert.equal(await settingOf(host, 'net.ipv6.conf.br0.stable_secret'), kept);
    assert.doesNotMatch(JSON.stringify(plan) + host.log(), /cccc:dddd/);
    const folder = `/var/lib/bridgehead/transactions/${transaction}`;
    const { exitCode } = await host.lab.host(['grep', '-rq', 'cccc:dddd', host.lab.path(folder)]);
    assert.equal(exitCode, 1);
  });
});
