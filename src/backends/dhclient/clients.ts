/** Plans the steps that stop and start a DHCP client, and refuses clients that cannot be moved. */
import { AgentError } from '../../contract/errors.ts';
import { commandFor, pathForDevice, type ClientFiles } from '../../model/dhcp/command.ts';
import { keepAddresses } from '../../model/dhcp/script.ts';
import { quoted } from '../../contract/quoted.ts';
import { listOf } from '../../contract/list-of.ts';
import type { DhcpClient, HostState } from '../../model/host-state.ts';
import type { DhcpClientStep } from '../../model/plan.ts';
import { isMovable } from './configurations.ts';
import { clientsOn, leasedAddresses } from './leased.ts';

/** Seconds that a server has to give the host a first address: as long as under ifup (dhclient.conf(5): timeout). */
const patience = 60;

/** The device's dhclient for the family; undefined if it has none. Throws AgentError(Unsupported) if it cannot be moved. */
export function clientOf(device: string, state: HostState, family: 4 | 6): DhcpClient | undefined {
  const [client, other] = clientsOn(device, state, family);
  const problem = client && (other === undefined ? problemOf(client, device, state) : 'has several DHCP clients');
  if (problem !== undefined) throw unsupported(device, problem);
  return client;
}

function problemOf(client: DhcpClient, device: string, state: HostState): string | undefined {
  const { pid, interfaces, supervised, problem, configuration, emptying } = client;
  if (supervised) return 'has a dhclient that another program supervises, such as NetworkManager';
  if (problem !== undefined) return `has a dhclient, process ${pid}, that was started with ${problem}`;
  if (interfaces.length > 1)
    return `shares its dhclient with ${listOf(interfaces.map(quoted), { between: ' ', last: ' ' })}`;
  const own = configuration !== undefined && pathForDevice(configuration, device, 'x') !== undefined;
  if (own && !isMovable(configuration, device, state)) {
    return `has a dhclient with its own configuration, '${configuration}', which the bridge's dhclient would not read at the next boot`;
  }
  return emptying === 'yes' && hasEmptied(client, device, state)
    ? 'has a dhclient whose script removes the addresses when it starts'
    : undefined;
}

/** Of IPv6 a script removes global addresses without a lifetime alone, which a host with DHCP has seldom (Red Hat's, Debian's). */
function hasEmptied({ family }: DhcpClient, device: string, { links }: HostState): boolean {
  const addresses = links.find(({ name }) => name === device)?.addresses ?? [];
  return family === 4 || addresses.some((one) => one.family === 6 && one.scope === 'global' && !one.dynamic);
}

/** Red Hat's client for IPv6 in RHEL 5. Throws AgentError(Unsupported) where it runs: whom it serves cannot be told. */
export function refuseOtherClient6(device: string, { links, dhcp }: HostState): void {
  const addresses = links.find(({ name }) => name === device)?.addresses ?? [];
  const isLeasedPerhaps = addresses.some(({ family, dynamic }) => family === 6 && dynamic);
  const other = dhcp.others.find((name) => name === 'dhcp6c' || name === 'wickedd-dhcp6');
  if (isLeasedPerhaps && other !== undefined) throw unsupported(device, `may get an IPv6 address through '${other}'`);
}

/**
 * An unknown DHCP client would remove the moved address, or stop renewing it. Throws AgentError(Unsupported) if the device
 * has a leased address, or if a dhclient serves all interfaces.
 */
export function refuseUnseenClient(device: string, state: HostState): void {
  const everywhere = state.dhcp.clients.some(({ family, interfaces }) => family === 4 && interfaces.length === 0);
  if (leasedAddresses(device, state).length === 0 && !everywhere) return;
  const { others } = state.dhcp;
  const who =
    others.length === 0
      ? 'a program other than dhclient, or a dhclient in a container'
      : listOf(
          others.map((name) => `'${name}'`),
          { last: ' or ' },
        );
  throw unsupported(device, `gets its DHCP address through ${everywhere ? 'a dhclient for all interfaces' : who}`);
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
    title: `stop the ${nameOf(client)} client of '${device}' without releasing its lease`,
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

/** The files of the client for `to` that goes on where that for `from` ends. */
export function filesInPlaceOf(client: DhcpClient, from: string, to: string, state: HostState): ClientFiles {
  const fresh = filesFor(to, state, client.family);
  return {
    pidFile: pathForDevice(client.pidFile, from, to) ?? fresh.pidFile,
    leaseFile: pathForDevice(client.leaseFile, from, to) ?? fresh.leaseFile,
  };
}

/** Starts the client for `to` with the options and leases that it had for `from`. */
export function moveStep(client: DhcpClient, from: string, to: string, state: HostState): DhcpClientStep {
  const files = filesInPlaceOf(client, from, to, state);
  return {
    kind: 'dhcp-client',
    title: `start a ${nameOf(client)} client for '${to}', which renews the lease of '${from}'`,
    action: 'start',
    device: to,
    command: commandFor(programOf(state), optionsFor(client, from, to), to, files, variablesOf(client)),
    ...files,
    leasesOf: { file: client.leaseFile, device: from },
    createsLeaseFile: true,
    wait: client.family === 6 || leasedAddresses(from, state).length > 0 ? 0 : patience,
  };
}

function nameOf({ family }: DhcpClient): string {
  return family === 4 ? 'DHCP' : 'DHCPv6';
}

/** With the configuration of its own, if the old one had one (moveConfigurations). */
function optionsFor({ options }: DhcpClient, from: string, to: string): readonly string[] {
  return options.map((word, index) => (options[index - 1] === '-cf' ? (pathForDevice(word, from, to) ?? word) : word));
}

/** Starts a client on a device that had none. Throws AgentError(Unsupported) if dhclient is not installed. */
export function startStep(device: string, state: HostState): DhcpClientStep {
  const files = filesFor(device, state, 4);
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

/** The host's own dhclient: argv[0] of a running one is not to be trusted. */
function programOf({ dhcp }: HostState): string {
  if (dhcp.program !== undefined) return dhcp.program;
  throw new AgentError('Unsupported', `the program 'dhclient' is not installed; install it and call again`);
}

function variablesOf({ emptying }: DhcpClient): readonly string[] {
  return emptying === 'unless-told' ? [keepAddresses] : [];
}

/** Named as ifup names them, so that ifdown finds the client (initscripts: ifup-eth, generate_lease_file_name). */
function filesFor(device: string, { dhcp }: HostState, family: 4 | 6): ClientFiles {
  const name = family === 4 ? 'dhclient' : 'dhclient6';
  const leaseFile =
    dhcp.leaseFolder === '/var/lib/dhclient'
      ? `${dhcp.leaseFolder}/${name}--${device}.lease`
      : `${dhcp.leaseFolder}/${name}.${device}.leases`;
  return { pidFile: `/run/${name}-${device}.pid`, leaseFile };
}
