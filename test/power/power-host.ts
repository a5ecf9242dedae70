/** A virtual machine in one of two states from which changes begin, and what must hold after a power cut. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { callWords, type CallArgument } from '../lab/bus-call.ts';
import { eventually } from '../lab/eventually.ts';
import { VirtualMachine } from '../lab/virtual-machine/virtual-machine.ts';
import { readJournal, takeSnapshot, type Snapshot } from './snapshot.ts';

/** `plain`: no bridge; `bridged`: br0 is committed. */
export type Ending = 'plain' | 'bridged';

/** The numbers of a change's steps, by kind. */
export interface Steps {
  readonly files: readonly number[];
  readonly links: number;
}

const cuts = new URL('cut.sh', import.meta.url);

/** Runs before the first undo at boot. */
const cutUnit = (script: string) => `[Unit]
DefaultDependencies=no
After=local-fs.target
Before=bridgehead-recover.service
ConditionPathExists=${script}
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh ${script}
`;

export class PowerHost {
  readonly cutAgain = '/var/lib/laboratory-cut';
  readonly machine: VirtualMachine;
  readonly #snapshots = new Map<Ending, Snapshot>();

  private constructor(machine: VirtualMachine) {
    this.machine = machine;
  }

  /** Boots it and saves the state `plain`. */
  static async start(): Promise<PowerHost> {
    const host = new PowerHost(await VirtualMachine.start());
    await host.#keep('plain');
    return host;
  }

  /** Saves the state `bridged`, after a boot with the bridge. */
  async makeBridged(): Promise<void> {
    await this.reply('CreateBridge', ['br0', 'eth0', {}]);
    await this.machine.reboot();
    await this.#keep('bridged');
  }

  /** Throws the agent's error. */
  async reply(method: string, args: readonly CallArgument[] = []): Promise<readonly unknown[]> {
    const answer = await this.machine.call(method, args);
    assert.ok(answer.ok, JSON.stringify(answer));
    return answer.reply;
  }

  async steps(method: string, args: readonly string[]): Promise<Steps> {
    const [result] = await this.reply(method, [...args, { 'dry-run': true }]);
    const kinds = (result as { plan: readonly { kind: string }[] }).plan.map(({ kind }) => kind);
    const files = [...kinds.keys()].filter((index) => kinds[index] === 'file');
    assert.ok(files.length > 1 && kinds.includes('links'), kinds.join());
    return { files, links: kinds.indexOf('links') };
  }

  /** Creates the bridge on probation; returns the transaction. */
  async onProbation(): Promise<string> {
    const [result] = await this.reply('CreateBridge', ['br0', 'eth0', { 'confirm-within': 3600 }]);
    return (result as { transaction: string }).transaction;
  }

  /** Makes the call with a power cut at that moment (cut.sh); returns when the machine is up again. */
  async cutDuring(moment: string, method: string, args: readonly CallArgument[]): Promise<void> {
    const library = await readFile(cuts, 'utf8');
    const words = callWords(method, args).map((word) => `'${word}'`);
    const call = `busctl --system --timeout=200 call -- ${words.join(' ')}`;
    const reset = this.machine.whenReset();
    const answered = this.machine.shell(`${library}\n{ cut_when ${moment}; } >/dev/null 2>&1 &\n${call}`, 240).then(
      ({ stdout, stderr }) => Promise.reject(new Error(`it was over before '${moment}': ${stdout}${stderr}`)),
      // The call must fail, because the machine is gone.
      () => reset,
    );
    await Promise.race([reset, answered]);
  }

  /** Arranges one power cut at a moment of the next boot; the file `cutAgain` exists until then. */
  async cutAtNextBoot(moment: string): Promise<void> {
    const library = await readFile(cuts, 'utf8');
    const unit = '/usr/lib/systemd/system/laboratory-cut.service';
    const words = `rm ${this.cutAgain}\nsync\n{ cut_when ${moment}; } >/dev/null 2>&1 &\n`;
    await this.#write(this.cutAgain, `${library}\n${words}`);
    await this.#write(unit, cutUnit(this.cutAgain));
    await this.machine.output('ln', '-s', unit, '/usr/lib/systemd/system/sysinit.target.wants/');
    await this.machine.output('sync');
  }

  async #write(path: string, text: string): Promise<void> {
    const { exitCode, stderr } = await this.machine.run(['tee', path], { input: text });
    assert.equal(exitCode, 0, stderr);
  }

  /** After the boot and before the agent runs, the host is exactly in one of the two states, with nothing left over. */
  async expectEnding(allowed: readonly Ending[]): Promise<Ending> {
    const ending = this.#endingOf(await takeSnapshot(this.machine), allowed);
    const atBoot = await readJournal(this.machine);
    assert.deepEqual(atBoot.failedUnits, []);
    const open = atBoot.states.filter((state) => !['committed', 'rolled-back'].includes(state));
    assert.deepEqual(open, [], 'before the agent runs, no transaction is open');
    assert.deepEqual(atBoot.leftovers, []);
    return ending;
  }

  /** The same, and then the host can be changed as before. */
  async expectWhole(allowed: readonly Ending[]): Promise<Ending> {
    const ending = await this.expectEnding(allowed);
    await this.startAgent();
    assert.deepEqual((await readJournal(this.machine)).leftovers, []);
    const verified = await this.machine.call('Verify', ['br0', {}]);
    if (ending === 'bridged') assert.equal(verified.ok && verified.reply[0], true, JSON.stringify(verified));
    else assert.match(verified.ok ? '' : verified.errorName, /\.NotFound$/, JSON.stringify(verified));
    const [again] = (await this.reply('CreateBridge', ['br0', 'eth0', {}])) as [{ state: string; changed: boolean }];
    assert.deepEqual([again.state, again.changed], ['committed', ending === 'plain']);
    return ending;
  }

  /** By systemd, because activation by the bus times out on a slow machine; a list waits until the agent has tidied up. */
  async startAgent(): Promise<void> {
    const { stderr, exitCode } = await this.machine.run(['systemctl', 'start', 'bridgehead.service'], {
      timeoutMs: 300_000,
    });
    assert.equal(exitCode, 0, stderr);
    // On a slow machine polkit is late at first.
    await eventually('the agent has tidied up', async () => (await this.machine.call('ListTransactions', [])).ok);
  }

  #endingOf(now: Snapshot, allowed: readonly Ending[]): Ending {
    for (const ending of allowed) {
      const picture = this.#snapshots.get(ending);
      if (picture?.files === now.files && picture.network === now.network) return ending;
    }
    // Neither: show how it differs from the first.
    assert.deepEqual(now, this.#snapshots.get(allowed[0] ?? 'plain'));
    throw new Error('internal error: equal after all');
  }

  async #keep(ending: Ending): Promise<void> {
    this.#snapshots.set(ending, await takeSnapshot(this.machine));
    await this.startAgent();
    await this.machine.save(ending);
  }
}
