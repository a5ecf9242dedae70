/** Faults in the commands that undo.sh runs: it restores everything, or says what is missing, and then another run does. */
import { readdir, rename } from 'node:fs/promises';
import { recover, settle } from '../aftermath.ts';
import { arm, commandFaults, type CommandFault } from '../commands/plan.ts';
import type { RecordedCall } from '../calls/recording.ts';
import { disarm, pathOfStubs, recordCommands } from '../commands/stubs.ts';
import type { Operation } from '../faults.ts';
import { whichState } from '../invariants.ts';
import { start, type Stand } from '../stand.ts';
import type { Trial } from '../trial.ts';
import type { Verdict } from '../verdict.ts';
import { leaveUnfinished, undoOpen } from './plan.ts';

const transactions = '/var/lib/bridgehead/transactions';
/** Longer than undo.sh waits for any program. */
const patience = 300_000;

/** Their names are like `CreateBridge undoing run 1 ip -force -batch -: lies`. @param last the agent's last call before the commit. */
export async function planUndoCommandFaults(
  stand: Stand,
  operation: Operation,
  last: RecordedCall,
): Promise<readonly Trial[]> {
  await stand.approach(operation);
  await leaveUnfinished(stand, operation, last);
  const commands = await recordCommands(stand.host, () => runUndo(stand));
  await recover(stand, 'agent');
  const faults = commandFaults(operation, commands).filter(isTried);
  return faults.map((fault) => ({
    name: nameOf(fault),
    kind: `undoing ${fault.effect}`,
    run: (own) => run(own, fault, last),
  }));
}

/** Nothing is waited for that never ends: a shell has no other way to run a program for some time than timeout(1). */
const effects: readonly string[] = ['fails', 'is killed', 'lies', 'works and fails', 'prints no text'];

/**
 * What other programs than ip(8) say of their success is believed: only addresses and routes can cut the host off. So is an
 * iptables that says that a rule is not there (1).
 */
function isTried({ command, effect }: CommandFault): boolean {
  const isBelieved =
    /^(?:chkconfig|service|busctl|nmcli|nft|ip6?tables) /.test(command) && ['lies', 'prints no text'].includes(effect);
  const isAnswer = /^ip6?tables .*-C /.test(command) && ['fails', 'works and fails'].includes(effect);
  return effects.includes(effect) && !isBelieved && !isAnswer;
}

function nameOf({ operation, command, nth, effect }: CommandFault): string {
  return `${operation} undoing run ${nth} ${command}: ${effect}`;
}

async function run(stand: Stand, fault: CommandFault, last: RecordedCall): Promise<Verdict> {
  const { operation, effect } = fault;
  await stand.approach(operation);
  const reply = await leaveUnfinished(stand, operation, last);
  await arm(stand.host, fault);
  await runUndo(stand);
  const reached = await disarm(stand.host);
  const first = await whatItSaid(stand, operation);
  await runUndo(stand);
  await recover(stand, 'agent');
  const violations = [...first.violations, ...(await settle(stand, { operation, reply, died: true }))];
  const verdict = { name: nameOf(fault), kind: `undoing ${effect}`, about: first.state, reached, died: true };
  return { ...verdict, violations, log: `${first.report}\n${stand.host.log()}` };
}

async function runUndo(stand: Stand): Promise<void> {
  const { host } = stand;
  // Not by the stub of the shell.
  await host.lab.host(['/bin/sh', '-c', undoOpen(stand, '/bin/sh')], {
    env: { PATH: pathOfStubs(host) },
    timeoutMs: patience,
  });
}

/** What the first run says is true. One that is incomplete is made open again. */
async function whatItSaid(stand: Stand, operation: Operation) {
  const { lab } = stand.host;
  const [folder = ''] = (await readdir(lab.path(transactions))).filter((id) =>
    ['rolled-back', 'rollback-incomplete', 'rolling-back'].some((one) =>
      lab.exists(`${transactions}/${id}/state.${one}`),
    ),
  );
  const file = (name: string): string => `${transactions}/${folder}/${name}`;
  const report = lab.exists(file('report')) ? await lab.readFile(file('report')) : '';
  if (lab.exists(file('state.rolled-back'))) {
    const { situation } = await whichState(stand);
    const violations =
      situation === start[operation] ? [] : [`it said that all was undone, and the host is ${situation ?? 'a mix'}`];
    return { state: 'rolled back', report, violations };
  }
  if (!lab.exists(file('state.rollback-incomplete'))) return { state: 'put off', report, violations: [] };
  await rename(lab.path(file('state.rollback-incomplete')), lab.path(file('state.rolling-back')));
  return { state: 'incomplete', report, violations: report === '' ? ['it did not say what is missing'] : [] };
}
