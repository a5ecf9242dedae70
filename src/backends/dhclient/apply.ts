/** Starts dhclient for an interface so that it outlives the agent, and waits for its address. */
import { randomBytes } from 'node:crypto';
import { until } from '../../host/clock.ts';
import { startDetached } from '../../host/detached.ts';
import type { Host } from '../../host/host.ts';
import { askTogether } from '../../host/kernel/ip-together.ts';
import { readLinks } from '../../host/kernel/links.ts';
import { AgentError } from '../../contract/errors.ts';
import { familyOfCommand } from '../../model/dhcp/command.ts';
import { lastLease, leasesFor, type Lease } from '../../model/dhcp/leases.ts';
import type { HostAddress } from '../../model/host-state.ts';
import type { DhcpClientStep } from '../../model/plan.ts';
import { findClients, readLeases } from './read.ts';

/** Milliseconds. A server on the LAN answers at once; Red Hat's dhclient-script then probes the address for two seconds. */
const patience = 6000;
/** Milliseconds that a client may take to start on a busy machine. */
const longestStart = 30_000;
const pause = 25;
/** Seconds. The lifetime counts down from the answer, so it is a little shorter than the lease. */
const tolerance = 10;

/** Copies the old client's leases to the new one, so that it asks for the same address at once (RFC 2131: INIT-REBOOT). */
export async function moveLeases(host: Host, { device, leaseFile, leasesOf }: DhcpClientStep): Promise<void> {
  const found = leasesOf && (await readLeases(host, leasesOf.file));
  if (leasesOf === undefined || found === undefined) return;
  await host.files.write(leaseFile, leasesFor(found.text, leasesOf.device, device), found.mode & 0o666);
}

/**
 * Starts the client outside the agent's service, which would end it with the agent: by systemd-run(1) if PID 1 is systemd,
 * otherwise in a session of its own. Throws AgentError(CommandFailed), or the system's error.
 * @param command the path of the host's dhclient, and its arguments.
 */
export async function startClient(host: Host, device: string, command: readonly string[]): Promise<void> {
  const [program = '', ...args] = command;
  if (host.systemd) await startUnit(host, device, command);
  else await startDetached(program, args, host.path);
}

async function startUnit(host: Host, device: string, command: readonly string[]): Promise<void> {
  const unit = `--unit=bridgehead-dhclient-${device}-${randomBytes(4).toString('hex')}`;
  const settings = ['--quiet', '--collect', '--service-type=forking', unit];
  const { exitCode, stderr } = await host.commands.run('systemd-run', [...settings, '--', ...command], {
    timeout: 30_000,
  });
  if (exitCode === 0) return;
  throw new AgentError('CommandFailed', `the DHCP client of '${device}' cannot be started; see 'systemctl status'`, {
    cause: stderr,
  });
}

/** Waits for the client to run: dhclient goes to the background by itself. @returns whether it runs. */
export async function isRunning({ device, command }: DhcpClientStep): Promise<boolean> {
  const family = familyOfCommand(command);
  return (await until(async () => (await findClients(device, family)).length > 0, longestStart, pause)) === true;
}

/**
 * Waits for the server to renew the lease, then gives the address the lease's lifetime: Debian's dhclient-script leaves the
 * lifetime of an address that is already there. @returns whether the server answered in time.
 */
export async function whenAnswered(host: Host, step: DhcpClientStep): Promise<boolean> {
  if (familyOfCommand(step.command) === 6) return whenConfirmed(host, step);
  const { leasesOf, device } = step;
  const before = leasesOf && lastLease((await readLeases(host, leasesOf.file))?.text ?? '', leasesOf.device);
  const lease = await until(() => newLease(host, step, before), patience, pause);
  if (lease === undefined) return false;
  await until(() => lives(host, device, lease), patience, pause);
  return true;
}

/**
 * A server confirms a lease of IPv6 as it is (RFC 8415, 18.2.3), so that the file says nothing new; but the script sets the
 * address's lifetime then.
 */
async function whenConfirmed(host: Host, { device, leaseFile }: DhcpClientStep): Promise<boolean> {
  const lease = lastLease((await readLeases(host, leaseFile))?.text ?? '', device, 6);
  const lifetime = async (): Promise<number | undefined> => {
    return (await addressesOf(host, device, 6)).find(({ address }) => address === lease?.address)?.validLifetime;
  };
  const before = await lifetime();
  if (before === undefined) return false;
  return (await until(async () => ((await lifetime()) ?? 0) > before, patience, pause)) === true;
}

async function newLease(host: Host, step: DhcpClientStep, before: Lease | undefined): Promise<Lease | undefined> {
  const now = lastLease((await readLeases(host, step.leaseFile))?.text ?? '', step.device);
  return now === undefined || now.times === before?.times ? undefined : now;
}

/** Sets the lease's lifetime if the address has less. @returns false if the address is not there. */
async function lives(host: Host, device: string, { address, seconds }: Lease): Promise<boolean> {
  const found = (await addressesOf(host, device, 4)).find((one) => one.address === address);
  if (found === undefined) return false;
  if (seconds === undefined || found.validLifetime > seconds - tolerance) return true;
  const lifetime = ['valid_lft', String(seconds), 'preferred_lft', String(seconds)];
  await host.commands.run('ip', ['addr', 'change', `${address}/${found.prefix}`, 'dev', device, ...lifetime]);
  return true;
}

/** Waits up to `step.wait` seconds for an IPv4 address. @returns whether there is one. */
export async function whenAddressed(host: Host, { device, wait: seconds }: DhcpClientStep): Promise<boolean> {
  const has = await until(async () => (await addressesOf(host, device, 4)).length > 0, seconds * 1000, pause);
  return has === true;
}

async function addressesOf(host: Host, device: string, wanted: 4 | 6): Promise<readonly HostAddress[]> {
  const links = await readLinks(askTogether(host.commands));
  return links.find(({ name }) => name === device)?.addresses.filter(({ family }) => family === wanted) ?? [];
}
