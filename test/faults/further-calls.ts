/** Calls other than CreateBridge and DeleteBridge of a plain host: what stands for each, and the way back. */
import { readdir, stat } from 'node:fs/promises';
import type { CallResult } from '../lab/bus-call.ts';
import type { AgentHost } from '../lab/agent-host/agent-host.ts';
import type { AgentOptions } from '../lab/laboratory.ts';
import { installStubs } from './commands/stubs.ts';
import { planAll, planUndoing, recordCalls } from './courses.ts';
import { planCallFaults } from './calls/plan.ts';
import { operations, type Operation } from './faults.ts';
import { firewalled, renamed } from './firewalled.ts';
import { kept } from './kept.ts';
import { zoned } from './zoned.ts';
import type { StandOptions } from './stand.ts';
import type { Sort, Trial } from './trial.ts';

const transactions = '/var/lib/bridgehead/transactions';

/** Ids of the transactions in a state, by the journal's files, newest first. */
async function inState({ lab }: AgentHost, state: string): Promise<readonly string[]> {
  const ids = (await readdir(lab.path(transactions))).filter((id) =>
    lab.exists(`${transactions}/${id}/state.${state}`),
  );
  const times = new Map<string, number>();
  for (const id of ids) times.set(id, (await stat(lab.path(`${transactions}/${id}/transaction.json`))).mtimeMs);
  return ids.toSorted((one, other) => (times.get(other) ?? 0) - (times.get(one) ?? 0));
}

/** Rolls back what was committed last. */
async function rollBack(host: AgentHost): Promise<CallResult> {
  const [id = ''] = await inState(host, 'committed');
  return host.call('Rollback', [id]);
}

/** Confirms the change that is on probation, or was; makes one if there is none. */
async function confirm(host: AgentHost): Promise<CallResult> {
  const known = [...(await inState(host, 'awaiting-confirmation')), ...(await inState(host, 'committed'))];
  const id = known[0] ?? (await tryOut(host));
  return host.call('Confirm', [id]);
}

async function tryOut(host: AgentHost): Promise<string> {
  return (await host.create({ 'confirm-within': 3600 })).transaction;
}

const confirmed: StandOptions = {
  calls: { CreateBridge: confirm, DeleteBridge: (host) => host.call('DeleteBridge', ['br0', {}]) },
  before: async (host) => {
    if ((await inState(host, 'committed')).length === 0) await tryOut(host);
  },
  after: async (host) => {
    for (const id of await inState(host, 'awaiting-confirmation')) await host.reply('Rollback', [id]);
  },
};

const rolledBack: StandOptions = {
  calls: { CreateBridge: (host) => host.call('CreateBridge', ['br0', 'eth0', {}]), DeleteBridge: rollBack },
};

/** A bridge that somebody made by hand, and moved the host to. */
const handMade = `ip link add br0 type bridge forward_delay 0; ip link set br0 address 52:54:00:12:34:56
  ip link set br0 up; ip link set eth0 master br0
  ip addr flush dev eth0 scope global; ip addr add 192.0.2.10/24 dev br0; ip addr add 2001:db8:1::10/64 dev br0 nodad
  ip route replace default via 192.0.2.1; ip -6 route del default dev eth0 metric 1
  ip -6 route replace default via 2001:db8:1::1 dev br0`;

const adopted: StandOptions = {
  prepare: async (host) => {
    await host.lab.hostOk(['sh', '-ec', handMade]);
    return installStubs(host);
  },
  calls: {
    CreateBridge: (host) => host.call('CreateBridge', ['br0', 'eth0', { adopt: true }]),
    DeleteBridge: rollBack,
  },
  agrees: () => Promise.resolve(true),
};

/** The host on the card, which has left the bridge; and a bridge of another size. */
const damage = `ip link set eth0 nomaster; ip addr flush dev br0 scope global
  ip -4 addr add 192.0.2.10/24 dev eth0; ip addr add 2001:db8:1::10/64 dev eth0 nodad
  ip route add default via 192.0.2.1; ip -6 route flush default; ip -6 route append default via 2001:db8:1::1 dev eth0
  ip link set br0 mtu 1400`;

async function harm({ lab }: AgentHost): Promise<CallResult> {
  await lab.hostOk(['sh', '-ec', damage]);
  return { ok: true, reply: [] };
}

const repaired: StandOptions = {
  prepare: installStubs,
  begin: async (host) => {
    await host.create();
    // The kernel's own routes are the same from the second time on.
    await harm(host);
    await host.reply('RepairBridge', ['br0', {}]);
    await harm(host);
  },
  calls: { CreateBridge: (host) => host.call('RepairBridge', ['br0', {}]), DeleteBridge: harm },
  agrees: async (host, situation) => (await host.reply('Verify', ['br0', {}]))[0] === (situation === 'bridged'),
};

/** Stands in for iptables-services as test/lab/services/iptables.sh does; what it saves is the same each time. */
const savingService = (root: string, program: string): string => `#!/bin/sh
file=${root}/etc/sysconfig/${program}
case $1 in
start) [ ! -f "$file" ] || ${program}-restore <"$file" ;;
save)
  (umask 077 && ${program}-save | sed -e '/^#/d' -e 's/ \\[[0-9:]*\\]$/ [0:0]/' >"$file.new")
  [ ! -f "$file" ] || cp -p "$file" "$file.save"
  mv "$file.new" "$file"
  ;;
esac
`;

/** A bridge whose frames meet a firewall that drops them, and that saves its rules for the boot. */
const letThrough: StandOptions = {
  prepare: async (host): Promise<AgentOptions> => {
    for (const program of ['iptables', 'ip6tables']) {
      await host.lab.writeFile(`/etc/init.d/${program}`, savingService(host.lab.root, program), 0o755);
      await host.lab.hostOk(['sh', '-ec', `chkconfig ${program} on; service ${program} save`]);
    }
    return installStubs(host);
  },
  begin: async (host) => {
    await host.create({ 'bridged-traffic': 'unchanged' });
    const drop = 'iptables -P FORWARD DROP; ip6tables -P FORWARD DROP';
    await host.lab.hostOk(['sh', '-ec', `${drop}; sysctl -q net.bridge.bridge-nf-call-iptables=1`]);
  },
  calls: { CreateBridge: (host) => host.call('SetBridgedTraffic', ['br0', 'accept', {}]), DeleteBridge: rollBack },
  agrees: () => Promise.resolve(true),
};

export const furtherSorts: readonly Sort[] = [
  only('Rollback', 'DeleteBridge', rolledBack, planCalls),
  only('Confirm', 'CreateBridge', confirmed, planCalls),
  only('Adopt', 'CreateBridge', adopted, planAll),
  only('RepairBridge', 'CreateBridge', repaired, planAll),
  only('SetBridgedTraffic', 'CreateBridge', letThrough, planWithPrograms),
  { stand: { prepare: installStubs }, begins: operations.map((one) => `${one} undoing`), plan: planUndoing },
  ...undoingOf('firewall', firewalled),
  ...undoingOf('firewalld', zoned),
  ...undoingOf('NetworkManager', kept),
  only('Adopt-undoing', 'CreateBridge', adopted, planUndoing),
  only('RepairBridge-undoing', 'CreateBridge', repaired, planUndoing),
  only('SetBridgedTraffic-undoing', 'CreateBridge', letThrough, planUndoing),
];

/** Faults in the commands of undo.sh on a host of another sort. */
function undoingOf(word: string, stand: StandOptions): readonly Sort[] {
  const begins = operations.map((operation) => `${operation} ${word} undoing`);
  const plan: Sort['plan'] = async (...sort) => (await planUndoing(...sort)).map((trial) => renamed(trial, word));
  return [{ stand, begins, plan }];
}

/** One of a stand's two calls, by a name of its own. */
function only(name: string, operation: Operation, stand: StandOptions, plan: Sort['plan']): Sort {
  const planOne: Sort['plan'] = async (own, which) =>
    which === operation ? (await plan(own, operation)).map((trial) => named(trial, name)) : [];
  return { stand, begins: [name], plan: planOne };
}

function named({ name, kind, run }: Trial, method: string): Trial {
  const own = { name: name.replace(/^\w+/, method), kind: `${method} ${kind}` };
  return { ...own, run: async (stand) => ({ ...(await run(stand)), ...own }) };
}

/** For calls whose undo is that of another. */
async function planCalls(...[stand, operation]: Parameters<Sort['plan']>): Promise<readonly Trial[]> {
  return planCallFaults(operation, await recordCalls(stand, operation));
}

/** A host without the firewall's programs has no rules, and one without the services saves none. */
async function planWithPrograms(...sort: Parameters<Sort['plan']>): Promise<readonly Trial[]> {
  return (await planAll(...sort)).filter(({ name }) => !name.endsWith(': is missing'));
}
