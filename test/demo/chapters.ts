/** The chapters of the demonstration, in the order in which they are told. */
import { eventually } from '../lab/eventually.ts';
import type { Laboratory } from '../lab/laboratory.ts';
import { callAs, change, showPlan, verify } from './agent-calls.ts';
import { expectNoSilence, whileLanCounts } from './lan.ts';
import { showAddresses, showBridges, showCommand } from './picture.ts';
import { expectSame, expectThat, heading, say } from './print.ts';

const scripts = '/etc/sysconfig/network-scripts';
const oneEcho = ['ping', '-c', '1', '-W', '1', '192.0.2.10'];

export async function whoMay(lab: Laboratory): Promise<void> {
  heading('1. Not every user may change the network');
  const result = await callAs(lab, 'plainuser', 'CreateBridge', ['br0', 'eth0', {}]);
  expectThat('polkit does not authorise plainuser', !result.ok && result.errorName.endsWith('NotAuthorized'));
}

export async function lookFirst(lab: Laboratory): Promise<void> {
  heading('2. The plan first');
  const before = await lab.snapshotKernel();
  const reply = await change(lab, 'CreateBridge', ['br0', 'eth0', { 'dry-run': true }]);
  showPlan(reply);
  expectThat('the change is only planned', reply.state === 'planned' && !lab.exists(`${scripts}/ifcfg-br0`));
  expectSame('nothing has changed', before, await lab.snapshotKernel());
}

export async function create(lab: Laboratory): Promise<void> {
  heading('3. The bridge br0 is created over eth0');
  const reply = await whileLanCounts(lab, 'CreateBridge', () => change(lab, 'CreateBridge', ['br0', 'eth0', {}]));
  expectThat('committed', reply.changed && reply.state === 'committed');
  expectNoSilence();
  await showAddresses(lab);
  await showBridges(lab);
  const again = await change(lab, 'CreateBridge', ['br0', 'eth0', {}]);
  expectThat('called again, it has nothing to do', !again.changed);
  await verify(lab, 'all', 'healthy');
}

export async function breakAndRepair(lab: Laboratory): Promise<void> {
  heading('4. eth0 is removed from the bridge by hand');
  await whileLanCounts(lab, 'damage by hand', async () => {
    await showCommand(lab, ['ip', 'link', 'set', 'eth0', 'nomaster']);
    const findings = await verify(lab, 'failed', 'ill');
    const named = findings.some(({ check, status }) => check === 'interface-in-bridge' && status === 'fail');
    expectThat('Verify reports it', named);
    say('\nThe suggested remedy:');
    await showCommand(lab, ['ip', 'link', 'set', 'dev', 'eth0', 'master', 'br0']);
    await eventually('the host answers again', async () => (await lab.machine(oneEcho)).exitCode === 0);
  });
  await verify(lab, 'failed', 'healthy');
}

export async function removeAgain(lab: Laboratory): Promise<void> {
  heading('7. The bridge is deleted, and the change is confirmed');
  await whileLanCounts(lab, 'DeleteBridge', async () => {
    const reply = await change(lab, 'DeleteBridge', ['br0', { 'confirm-within': 600 }]);
    expectThat('it is awaiting confirmation', reply.state === 'awaiting-confirmation');
    const confirmed = await callAs(lab, 'operator1', 'Confirm', [reply.transaction]);
    expectThat('confirmed', confirmed.ok);
  });
  expectNoSilence();
  await showAddresses(lab);
}

export async function typingError(lab: Laboratory): Promise<void> {
  heading('8. A change that locks its author out');
  say('operator1 works over the network and mistypes the address: 192.0.2.100 instead of 192.0.2.10.');
  await whileLanCounts(lab, 'a typing error', async () => {
    const addresses = ['192.0.2.100/24', '2001:db8:1::100/64'];
    const options = { addressing: 'static', addresses, gateways: ['192.0.2.1', '2001:db8:1::1'], 'confirm-within': 10 };
    const reply = await change(lab, 'CreateBridge', ['br0', 'eth0', options]);
    await showAddresses(lab);
    const unreachable = await lab.machine(oneEcho);
    // On a very slow machine the deadline may pass before the echo.
    const late = Date.now() / 1000 > (reply.deadline ?? 0);
    expectThat(
      '192.0.2.10 is unreachable from the LAN, so the change cannot be confirmed',
      unreachable.exitCode !== 0 || late,
    );
    say('  … ten seconds later');
    const state = await eventually('the deadline', () => settledState(lab, reply.transaction));
    expectThat(`the change was rolled back automatically (${state})`, state === 'rolled-back');
  });
  await showAddresses(lab);
}

export async function afterwards(lab: Laboratory, kernel: string, file: string): Promise<void> {
  const now = await lab.readFile(`${scripts}/ifcfg-eth0`);
  expectThat('ifcfg-eth0 is byte for byte as before', now === file);
  expectThat('ifcfg-br0 is gone', !lab.exists(`${scripts}/ifcfg-br0`));
  expectSame('links, addresses, routes and rules are as before', kernel, await lab.snapshotKernel());
}

/** Undefined while the change awaits confirmation or rolls back. */
async function settledState(lab: Laboratory, transaction: string): Promise<string | undefined> {
  const result = await lab.call('ListTransactions', [], { user: 'operator1' });
  if (!result.ok) throw new Error(result.errorMessage);
  const rows = result.reply[0] as { transaction: string; state: string }[];
  const state = rows.find((row) => row.transaction === transaction)?.state;
  return state === 'awaiting-confirmation' || state === 'rolling-back' ? undefined : state;
}
