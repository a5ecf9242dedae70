/** A DHCP client ended where the host's addresses leave, and started where they arrive. */
import { findClients } from '../../backends/dhclient/read.ts';
import { isRunning, moveLeases, startClient, whenAddressed, whenAnswered } from '../../backends/dhclient/apply.ts';
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import { endProcess } from '../../host/kernel/processes.ts';
import { familyOfCommand, isCommandFor } from '../../model/dhcp/command.ts';
import { isClientFile } from '../../model/dhcp/files.ts';
import type { DhcpClientStep } from '../../model/plan.ts';
import { reasonOf } from '../../model/reason.ts';
import type { StepKind } from './step-kind.ts';

export const dhcpClientKind: StepKind<DhcpClientStep> = {
  preview,
  requireStillRight,
  apply: (step, host) => (step.action === 'end' ? end(step, host) : start(step, host)),
  touches: ({ device }) => [`device ${device}`],
  undo: (step, index) =>
    step.action === 'end'
      ? ['undo_dhcp_end', index, step.device, ...step.command]
      : [
          'undo_dhcp_start',
          index,
          step.device,
          step.pidFile,
          step.leaseFile,
          step.createsLeaseFile ? 'created' : 'replaced',
          familyOfCommand(step.command),
        ],
};

function preview({ action, device, command, leaseFile, leasesOf }: DhcpClientStep): string {
  if (action === 'end') return `# kill -KILL the dhclient of '${device}', without releasing its lease\n`;
  const copy =
    leasesOf && `sed 's/interface "${leasesOf.device}";/interface "${device}";/' ${leasesOf.file} >${leaseFile}\n`;
  return `${copy ?? ''}${command.join(' ')}\n`;
}

/** A journal must not make us run another program as root: only this host's dhclient, with arguments that we know. */
async function requireStillRight({ command, device, ...files }: DhcpClientStep, host: Host): Promise<void> {
  const program = await host.commands.find('dhclient');
  if (program === command[0] && isCommandFor(command, device, files)) return;
  throw new AgentError(
    'Conflict',
    `the DHCP client of '${device}' cannot be started as '${program ?? 'dhclient'}', because its arguments are not all known; call again`,
  );
}

/** By SIGKILL: it must neither release the lease nor run its script, which removes the address (dhclient(8), -r and -x). */
async function end({ device, command, pidFile }: DhcpClientStep, host: Host): Promise<undefined> {
  const family = familyOfCommand(command);
  const ended = await findClients(device, family);
  for (const pid of ended) await endProcess(pid);
  if ((await findClients(device, family)).length > 0) {
    throw new AgentError('CommandFailed', `the DHCP client of '${device}' does not stop; see 'dhclient' in 'ps'`);
  }
  await removePidFile(pidFile, ended, host).catch(() => undefined);
}

/** Its pid may be reused, and ifdown would end that process. A file with another pid is not this client's. */
async function removePidFile(path: string, ended: readonly number[], host: Host): Promise<void> {
  const found = isClientFile('pid', path) ? await host.files.read(path) : undefined;
  if (found?.text !== undefined && ended.includes(Number(found.text))) await host.files.remove(path);
}

/** @returns for the mark, whether the server has answered; with a lease the host keeps it while the server is silent. */
async function start(step: DhcpClientStep, host: Host): Promise<string> {
  try {
    await moveLeases(host, step);
    await startClient(host, step.device, step.command);
  } catch (error) {
    if (error instanceof AgentError) throw error;
    throw new AgentError('CommandFailed', `the DHCP client of '${step.device}' cannot be started; ${reasonOf(error)}`, {
      cause: error,
    });
  }
  if (!(await isRunning(step))) {
    throw new AgentError(
      'CommandFailed',
      `the command '${step.command.join(' ')}' started no DHCP client; see the system's log`,
    );
  }
  if (step.wait === 0) return (await whenAnswered(host, step)) ? 'answered' : 'silent';
  if (await whenAddressed(host, step)) return 'answered';
  throw new AgentError(
    'CommandFailed',
    `no DHCP server gave '${step.device}' an address within ${step.wait} seconds; check the server, or give addresses with addressing 'static'`,
  );
}
