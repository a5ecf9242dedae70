/** Everything that a change may touch on a host, as text that is equal if nothing has changed. */
import assert from 'node:assert/strict';
import { eventually } from '../lab/eventually.ts';
import { settledSnapshot, snapshotScript } from '../lab/kernel-snapshot.ts';
import type { VirtualMachine } from '../lab/virtual-machine/virtual-machine.ts';

export interface Snapshot {
  /** Each file and folder below /etc: mode, owner, and the content's SHA-256. */
  readonly files: string;
  readonly network: string;
}

const files = `cd /etc
find . -printf '%p %y %m %u %g %l\\n' | sort
find . -type f -print0 | sort -z | xargs -0 sha256sum`;
const gateways = ['192.0.2.1', '2001:db8:1::1'];

/** Once the network is up: no address is tentative any more, and both gateways have answered. */
export async function takeSnapshot(machine: VirtualMachine): Promise<Snapshot> {
  const answers = gateways.map((address) => `ping -c 1 -W 10 ${address} >&2`).join(' && ');
  const settled = `${answers} && ip -6 addr show tentative`;
  let last = '';
  await eventually('the network is up', async () => {
    const { stdout, stderr, exitCode } = await machine.shell(settled);
    last = stdout + stderr;
    return exitCode === 0 && stdout === '';
  }).catch((error: unknown) => {
    throw new Error(last, { cause: error });
  });
  const network = await settledSnapshot(() => shell(machine, snapshotScript));
  return { files: await shell(machine, files), network };
}

export interface Journal {
  /** The states of the transactions, sorted. */
  readonly states: readonly string[];
  /** Journal drafts, staged copies and temporary files. */
  readonly leftovers: readonly string[];
  readonly failedUnits: readonly string[];
}

export async function readJournal(machine: VirtualMachine): Promise<Journal> {
  const script = `
ls /var/lib/bridgehead/transactions/*/ 2>/dev/null | sed -n 's/^state\\.//p' | sort
echo --
find /etc /var/lib/bridgehead -name '.*~'
echo --
systemctl list-units --failed --plain --no-legend`;
  const [states = [], leftovers = [], failedUnits = []] = (await shell(machine, script))
    .split('--\n')
    .map((part) => part.split('\n').filter((line) => line !== ''));
  return { states, leftovers, failedUnits };
}

async function shell(machine: VirtualMachine, script: string): Promise<string> {
  const { stdout, stderr, exitCode } = await machine.shell(script);
  assert.equal(exitCode, 0, stderr);
  return stdout;
}
