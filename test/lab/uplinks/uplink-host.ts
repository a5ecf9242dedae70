/** A virtual machine with VLANs and a bond, and the LAN at the other ends of its cards: what the LAN sees, and what the kernel has. */
import assert from 'node:assert/strict';
import { eventually } from '../eventually.ts';
import type { CallArgument } from '../bus-call.ts';
import { VirtualMachine } from '../virtual-machine/virtual-machine.ts';
import { essence, linksAndRoutes } from './essence.ts';
import { addresses, uplinkFiles, type Uplink } from './files.ts';

/** Requests and replies of one address. */
export interface Count {
  readonly sent: number;
  readonly received: number;
}

/** Milliseconds between two requests: so few that a processor under emulation answers all of them where nothing changes. */
export const interval = 50;

const all: readonly string[] = Object.values(addresses).flat();

const answers = all.map((address) => `ip netns exec lan ping -q -c 1 -W 10 ${address} >&2`).join(' && ');

function pingScript(names: readonly Uplink[]): string {
  const lines = names
    .flatMap((name) => addresses[name])
    .map((address) => `ip netns exec lan ping -q -i ${interval / 1000} ${address} >ping.${address} 2>&1 &`);
  return ['rm -f ping.*', ...lines].join('\n');
}

/** ping(8) prints its counts when it is interrupted. */
const counts = `pkill -INT -x ping
while pgrep -x ping >/dev/null; do sleep 0.1; done
for file in ping.*; do echo "\${file#ping.} $(grep 'packets transmitted' "$file")"; done`;

/** What neither end may notice: aggregators, partners and failures, without what counts and ages. */
const bonding = `{ cat /proc/net/bonding/bond0 && ip netns exec lan cat /proc/net/bonding/trunk; } |
  grep -E 'Slave Interface|MII Status|Failure Count|Aggregator ID|Number of ports|Partner Mac'`;

export class UplinkHost {
  readonly machine: VirtualMachine;

  private constructor(machine: VirtualMachine) {
    this.machine = machine;
  }

  static async start(): Promise<UplinkHost> {
    const own = { files: await uplinkFiles(), wanted: { 'sysinit.target': 'laboratory-lan.service' } };
    return new UplinkHost(await VirtualMachine.start({ own, card: false }));
  }

  /** By systemd, because activation by the bus times out on a slow machine. Throws the agent's error. */
  async reply(method: string, args: readonly CallArgument[]): Promise<readonly unknown[]> {
    await this.machine.output('systemctl', 'start', 'bridgehead.service');
    const answer = await this.machine.call(method, args);
    assert.ok(answer.ok, JSON.stringify(answer));
    return answer.reply;
  }

  /** The LAN pings these interfaces' addresses, wherever they are, while the work is done. */
  async whileLanPings(names: readonly Uplink[], work: () => Promise<unknown>): Promise<ReadonlyMap<string, Count>> {
    await this.#shell(pingScript(names));
    await work();
    const lines = (await this.#shell(counts)).trim().split('\n');
    return new Map(lines.map(countOf));
  }

  /** Links, addresses and routes, once every address answers the LAN; comparable across a boot. */
  async network(): Promise<unknown> {
    let last = '';
    await eventually('every address answers the LAN', async () => {
      const { stdout, stderr, exitCode } = await this.machine.shell(`${answers} && ip -6 addr show tentative`);
      last = stdout + stderr;
      return exitCode === 0 && stdout === '';
    }).catch((error: unknown) => {
      throw new Error(last, { cause: error });
    });
    return essence(await this.#shell(linksAndRoutes));
  }

  /** What both ends say of the bond, once its ports are in one aggregator. */
  async bond(): Promise<string> {
    return eventually('LACP has found its partner', async () => {
      const text = await this.#shell(bonding);
      return text.match(/Number of ports: 2/g)?.length === 2 && text;
    });
  }

  async #shell(script: string): Promise<string> {
    const { stdout, stderr, exitCode } = await this.machine.shell(script);
    assert.equal(exitCode, 0, stdout + stderr);
    return stdout;
  }
}

/** `192.0.2.10 20 packets transmitted, 20 received, …` */
function countOf(line: string): [string, Count] {
  const [, address = '', sent, received] = /^(\S+) (\d+) packets transmitted, (\d+) received/.exec(line) ?? [];
  assert.ok(sent !== undefined, line);
  return [address, { sent: Number(sent), received: Number(received) }];
}
