/** The steps that end a DHCP client and start one, and why a client can't be moved. */
import { AgentError } from '../../contract/errors.ts';
import { commandFor, pathForDevice, type ClientFiles } from '../../model/dhcp/command.ts';
import { keepAddresses } from '../../model/dhcp/script.ts';
import { quoted } from '../../contract/quoted.ts';
import type { DhcpClient, HostState } from '../../model/host-state.ts';
import type { DhcpClientStep } from '../../model/plan.ts';
import { clientsOn, leasedAddresses } from './leased.ts';

/** Seconds that a server has for an address that the host does not have yet; ifup gives it as long (dhclient.conf(5): timeout). */
const patience = 60;

/** The one dhclient of the device, if it has one. Throws AgentError(Unsupported) for one that can't be moved. */
export function clientOf(device: string, state: HostState): DhcpClient | undefined {
  const [client, other] = clientsOn(device, state);
  const problem = client && (other === undefined ? problemOf(client, device) : 'has several DHCP clients');
  if (problem !== undefined) throw unsupported(device, problem);
  return client;
}

function problemOf(client: DhcpClient, device: string): string | undefined {
  const { pid, interfaces, supervised, problem, configuration, emptying } = client;
  if (supervised) return 'has a dhclient that another program supervises, such as NetworkManager';
  if (problem !== undefined) return `has a dhclient, process ${pid}, that was started with ${problem}`;
  if (interfaces.length > 1) return `shares its dhclient with ${interfaces.slice(0, 4).map(quoted).join(' ')}`;
  if (configuration !== undefined && pathForDevice(configuration, device, 'x') !== undefined) {
    return `has a dhclient with its own configuration, '${configuration}', which the bridge's dhclient would not read at the next boot`;
  }
  return emptying === 'yes' ? 'has a dhclient whose script removes the addresses when it starts' : undefined;
}

/** The address of an unknown client would be removed, or not be renewed. Throws AgentError(Unsupported). */
export function refuseUnseenClient(device: string, state: HostState): void {
  const everywhere = state.dhcp.clients.some(({ family, interfaces }) => family === 4 && interfaces.length === 0);
  if (leasedAddresses(device, state).length === 0 && !everywhere) return;
  const { others } = state.dhcp;
  const who =
    others.length === 0
      ? 'a program other than dhclient, or a dhclient in a container'
      : others.map((name) => `'${name}'`).join(' or ');
  throw unsupported(device, `has its address from DHCP by ${everywhere ? 'a dhclient for all interfaces' : who}`);
}

function unsupported(device: string, what: string): AgentError {
  return new AgentError(
    'Unsupported',
    `interface '${device}' ${what}, which cannot be moved live; use activate 'boot', or have network-scripts start a dhclient for this interface alone`,
  );
}

export function endStep(client: DhcpClient, device: string, state: HostState): DhcpClientStep {
  const { pidFile, leaseFile } = client;
  return {
    kind: 'dhcp-client',
    title: `stop the DHCP client of '${device}' without releasing its lease`,
    action: 'end',
    device,
    command: commandFor(programOf(state), client.options, device, { pidFile, leaseFile }, variablesOf(client)),
    pidFile,
    leaseFile,
    leasesOf: undefined,
    createsLeaseFile: false,
    wait: 0,
  };
}

/** The client goes on for another device. */
export function moveStep(client: DhcpClient, from: string, to: string, state: HostState): DhcpClientStep {
  const fresh = filesFor(to, state);
  const files = {
    pidFile: pathForDevice(client.pidFile, from, to) ?? fresh.pidFile,
    leaseFile: pathForDevice(client.leaseFile, from, to) ?? fresh.leaseFile,
  };
  return {
    kind: 'dhcp-client',
    title: `start a DHCP client for '${to}', which renews the lease of '${from}'`,
    action: 'start',
    device: to,
    command: commandFor(programOf(state), client.options, to, files, variablesOf(client)),
    ...files,
    leasesOf: { file: client.leaseFile, device: from },
    createsLeaseFile: true,
    wait: leasedAddresses(from, state).length > 0 ? 0 : patience,
  };
}

/** A first client. Throws AgentError(Unsupported) where there is no dhclient. */
export function startStep(device: string, state: HostState): DhcpClientStep {
  const files = filesFor(device, state);
  return {
    kind: 'dhcp-client',
    title: `start a DHCP client for '${device}'`,
    action: 'start',
    device,
    command: commandFor(programOf(state), ['-q'], device, files, []),
    ...files,
    leasesOf: undefined,
    createsLeaseFile: true,
    wait: patience,
  };
}

/** Where this host has its dhclient, whatever the one that runs says of itself. */
function programOf({ dhcp }: HostState): string {
  if (dhcp.program !== undefined) return dhcp.program;
  throw new AgentError('Unsupported', `the program 'dhclient' is not installed; install it and call again`);
}

function variablesOf({ emptying }: DhcpClient): readonly string[] {
  return emptying === 'unless-told' ? [keepAddresses] : [];
}

/** As ifup names them, so that ifdown finds the client (initscripts: ifup-eth, generate_lease_file_name). */
function filesFor(device: string, { dhcp }: HostState): ClientFiles {
  const leaseFile =
    dhcp.leaseFolder === '/var/lib/dhclient'
      ? `${dhcp.leaseFolder}/dhclient--${device}.lease`
      : `${dhcp.leaseFolder}/dhclient.${device}.leases`;
  return { pidFile: `/run/dhclient-${device}.pid`, leaseFile };
}
