/** Shows the host's network, from the kernel. */
import { expectSuccess } from '../lab/command.ts';
import type { Laboratory } from '../lab/laboratory.ts';
import { answer, table, typed } from './print.ts';

interface LinkJson {
  readonly ifname: string;
  readonly master?: string;
  readonly linkinfo?: { readonly info_data?: { readonly bridge_id?: string; readonly stp_state?: number } };
}

/** The bridges and their ports, as `brctl show` prints them. */
export async function showBridges(lab: Laboratory): Promise<void> {
  const { stdout } = await lab.hostOk(['ip', '-j', '-d', 'link']);
  const links = JSON.parse(stdout) as LinkJson[];
  const rows = links.flatMap((link) => {
    const data = link.linkinfo?.info_data;
    if (data?.bridge_id === undefined) return [];
    const ports = links.filter((port) => port.master === link.ifname).map((port) => port.ifname);
    return [[link.ifname, plainId(data.bridge_id), data.stp_state === 0 ? 'no' : 'yes', ports.join(' ')]];
  });
  table([['bridge name', 'bridge id', 'STP enabled', 'interfaces'], ...rows]);
}

/** brctl prints ip's 8000.52:54:0:12:34:56 as 8000.525400123456. */
function plainId(id: string): string {
  const [priority = '', address = ''] = id.split('.');
  const bytes = address.split(':').map((byte) => byte.padStart(2, '0'));
  return `${priority}.${bytes.join('')}`;
}

export async function showAddresses(lab: Laboratory): Promise<void> {
  await showCommand(lab, ['ip', '-br', 'addr', 'show', 'up', 'scope', 'global']);
}

/** Runs a command as root, on the host or on the second machine, and shows its output. */
export async function showCommand(
  lab: Laboratory,
  command: readonly string[],
  place: 'host' | 'machine' = 'host',
): Promise<void> {
  typed('root', [command.join(' ')], place);
  const { stdout, stderr } = expectSuccess(command, await lab.run(place, command));
  if (stdout !== '' || stderr !== '') answer(stdout + stderr);
}

/** The same for Bridgehead's client, as operator1. */
export async function showClient(lab: Laboratory, ...words: readonly string[]): Promise<void> {
  const command = ['bridgehead', ...words];
  typed('operator1', [command.join(' ')]);
  const { stdout } = expectSuccess(command, await lab.host(command, { user: 'operator1' }));
  answer(stdout);
}
