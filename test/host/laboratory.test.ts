import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Laboratory } from '../lab/laboratory.ts';
import { eventually } from '../lab/eventually.ts';
import { silence } from '../lab/ping.ts';

const killedRunner = fileURLToPath(new URL('../lab/start-and-wait.ts', import.meta.url));

const byHand = `link add br0 address 52:54:00:12:34:56 type bridge forward_delay 0 stp_state 0
link set br0 up
addr add 192.0.2.10/24 brd + dev br0
neigh replace 192.0.2.20 lladdr 52:54:00:00:00:20 dev br0 nud reachable
link set eth0 master br0
addr del 192.0.2.10/24 dev eth0
route replace default via 192.0.2.1 dev br0
`;

describe('the laboratory', () => {
  let lab: Laboratory;

  before(async () => {
    lab = await Laboratory.start();
  });

  after(async () => {
    await lab.stop();
  });

  it('gives the host an interface on a LAN that answers in both families', async () => {
    for (const address of ['192.0.2.10', '2001:db8:1::10']) {
      const ping = await lab.ping(address);
      const count = await ping.stop();
      assert.ok(count.received > 0 && count.longestLoss < silence, `${address}: ${JSON.stringify(count)}`);
    }
  });

  it('shows the host its own interfaces in /sys', async () => {
    const { stdout } = await lab.hostOk(['ls', '/sys/class/net']);
    assert.ok(stdout.split('\n').includes('eth0'));
    const { stdout: address } = await lab.hostOk(['cat', '/sys/class/net/eth0/address']);
    assert.equal(address, '52:54:00:12:34:56\n');
  });

  it("has a network namespace for the host that is neither process 1's nor this machine's", async () => {
    const { stdout } = await lab.hostOk(['readlink', '/proc/1/ns/net', '/proc/self/ns/net']);
    assert.equal(new Set(stdout.trim().split('\n')).size, 2);
  });

  it('runs commands as a user of its own', async () => {
    const { stdout } = await lab.hostOk(['id', '-un'], { user: 'operator1' });
    assert.equal(stdout, 'operator1\n');
  });

  it('has polkit on a bus of its own, and works without it', async () => {
    const words = [
      'org.freedesktop.DBus',
      '/',
      'org.freedesktop.DBus',
      'NameHasOwner',
      's',
      'org.freedesktop.PolicyKit1',
    ];
    assert.deepEqual(await lab.busctl(words, { user: 'plainuser' }), { ok: true, reply: [true] });
    await lab.stopPolkit();
    assert.deepEqual(await lab.busctl(words), { ok: true, reply: [false] });
    await lab.startPolkit();
  });

  it('authorises operator1 for all actions of Bridgehead, and plainuser for none', async () => {
    const check = 'pkcheck --process $$ --action-id io.bridgehead.agent1.create-bridge';
    const asked = async (user: string) => (await lab.host(['sh', '-c', check], { user })).exitCode;
    assert.equal(await asked('operator1'), 0);
    assert.notEqual(await asked('plainuser'), 0);
  });

  it('returns the name and the text of an error', async () => {
    const result = await lab.call('CreateBridge', ['br0', 'eth0', { 'dry-run': true, mtu: 1400 }]);
    assert.equal(result.ok, false);
    assert.match(result.errorName, /^org\.freedesktop\.DBus\.Error\.(ServiceUnknown|NameHasNoOwner)$/);
    assert.match(result.errorMessage, /io\.bridgehead\.Agent1/);
  });

  it("detects a change of the kernel's state, and its reversal", async () => {
    const before = await lab.snapshotKernel();
    const batch = (text: string) => lab.hostOk(['ip', '-batch', '-'], { input: text });
    await batch(byHand);
    assert.notEqual(await lab.snapshotKernel(), before);
    await batch(`link del br0\naddr add 192.0.2.10/24 brd + dev eth0\nroute replace default via 192.0.2.1 dev eth0\n`);
    assert.equal(await lab.snapshotKernel(), before);
  });

  it('takes a snapshot of the kernel once pending work has settled', async () => {
    const batch = (text: string) => lab.hostOk(['ip', '-batch', '-'], { input: text });
    await batch('addr add 2001:db8:1::77/64 dev eth0\nlink add other type bridge\nlink set other up\n');
    const first = await lab.snapshotKernel();
    assert.doesNotMatch(first, /"tentative": true/);
    assert.equal(await lab.snapshotKernel(), first);
    await batch('addr del 2001:db8:1::77/64 dev eth0\nlink del other\n');
  });

  it('waits for the routes when a bridge has just lost its port', async () => {
    const batch = (text: string) => lab.hostOk(['ip', '-batch', '-'], { input: text });
    await batch('link add p0 up type veth peer name p1\nlink set p1 up\nlink add other up type bridge\n');
    await batch('link set p0 master other\naddr add 198.51.100.1/24 dev other\n');
    await lab.snapshotKernel();
    await batch('link set p0 nomaster\n');
    const first = await lab.snapshotKernel();
    assert.match(first, /"linkdown"/);
    assert.equal(await lab.snapshotKernel(), first);
    await batch('link del other\nlink del p0\n');
  });

  it('counts the replies lost while the interface has no carrier', async () => {
    const ping = await lab.ping('192.0.2.10');
    await lab.router(['ip', 'link', 'set', 'port-host', 'down']);
    const unanswered = await lab.machine(['ping', '-c', '1', '-W', '1', '192.0.2.10']);
    assert.equal(unanswered.exitCode, 1);
    await lab.router(['ip', 'link', 'set', 'port-host', 'up']);
    const count = await ping.stop();
    assert.ok(count.lost > 10, String(count.lost));
    assert.equal(count.sent - count.received, count.lost);
  });

  it('boots what the files describe, with another boot id', async () => {
    const bootId = async () => (await lab.hostOk(['cat', '/proc/sys/kernel/random/boot_id'])).stdout;
    const [first, kernel] = [await bootId(), await lab.snapshotKernel()];
    await lab.reboot();
    assert.notEqual(await bootId(), first);
    assert.equal(await lab.snapshotKernel(), kernel);
  });

  it('boots a bridge that the files describe', async () => {
    const scripts = '/etc/sysconfig/network-scripts';
    const ethernet = await lab.readFile(`${scripts}/ifcfg-eth0`);
    await lab.writeFile(`${scripts}/ifcfg-eth0`, 'DEVICE=eth0\nBRIDGE=br0\nONBOOT=yes\n');
    await lab.writeFile(
      `${scripts}/ifcfg-br0`,
      'DEVICE=br0\nTYPE=Bridge\nMACADDR=52:54:00:12:34:56\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\nSTP=off\nDELAY=0\n',
    );
    await lab.reboot();
    const { stdout } = await lab.hostOk(['ip', '-o', 'addr', 'show', 'br0']);
    assert.match(stdout, /192\.0\.2\.10\/24/);
    assert.equal((await lab.machine(['ping', '-c', '1', '-W', '60', '192.0.2.10'])).exitCode, 0);

    await lab.writeFile(`${scripts}/ifcfg-eth0`, ethernet);
    await lab.removeFile(`${scripts}/ifcfg-br0`);
    await lab.reboot();
    assert.equal((await lab.host(['ip', 'link', 'show', 'br0'])).exitCode, 1);
  });

  it('ends every process of its host at a reboot', async () => {
    const sleeper = await lab.spawn('host', ['sleep', '1000']);
    await lab.reboot();
    assert.equal(await sleeper.ended, 137);
  });

  it('can have a second interface', async () => {
    const other = await Laboratory.start({ interfaces: 2 });
    const { stdout } = await other.hostOk(['cat', '/sys/class/net/eth1/operstate']);
    await other.stop();
    assert.equal(stdout, 'up\n');
  });

  it('leaves nothing behind', async () => {
    const other = await Laboratory.start();
    await other.spawn('host', ['sleep', '1000']);
    await other.stop();
    assert.equal(existsSync(other.root), false);
  });

  it('leaves nothing behind when the test runner is killed', async () => {
    const runner = spawn(process.execPath, ['--import', 'tsx', killedRunner], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(runner.stdout), 'line')) as [string];
    const { root, sleeper } = JSON.parse(line) as { root: string; sleeper: number };
    assert.ok(existsSync(root));
    runner.kill('SIGKILL');
    await eventually('the folder is gone', () => !existsSync(root));
    await eventually('the program is gone', () => !existsSync(`/proc/${String(sleeper)}`));
  });
});
