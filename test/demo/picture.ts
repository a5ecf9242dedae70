/** What the host's network looks like, from the kernel. */
import { expectSuccess } from '../lab/command.ts';
import type { Laboratory } from '../lab/laboratory.ts';
import { answer, table, typed } from './print.ts';

interface LinkJson {
  readonly ifname: string;
  readonly master?: string;
  readonly linkinfo?: { readonly info_data?: { readonly bridge_id?: string; readonly stp_state?: number } };
}

/** The bridges and their ports, in the form of `brctl show`, which is not installed everywhere any more. */
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

/** 8000.52:54:0:12:34:56, as ip prints it, is 8000.525400123456 to brctl. */
function plainId(id: string): string {
  const [priority = '', address = ''] = id.split('.');
  const bytes = address.split(':').map((byte) => byte.padStart(2, '0'));
  return `${priority}.${bytes.join('')}`;
}

export async function showAddresses(lab: Laboratory): Promise<void> {
  await showCommand(lab, ['ip', '-br', 'addr', 'show', 'up', 'scope', 'global']);
}

/** Types a command as root, on the host or on the second machine of the LAN, and shows what it prints. */
export async function showCommand(
  lab: Laboratory,
  command: readonly string[],
  place: 'host' | 'machine' = 'host',
): Promise<void> {
  typed('root', [command.join(' ')], place);
  const { stdout, stderr } = expectSuccess(command, await lab.run(place, command));
  if (stdout !== '' || stderr !== '') answer(stdout + stderr);
}

/** The same for Bridgehead's own client, as operator1 types it. */
export async function showClient(lab: Laboratory, ...words: readonly string[]): Promise<void> {
  const command = ['bridgehead', ...words];
  typed('operator1', [command.join(' ')]);
  const { stdout } = expectSuccess(command, await lab.host(command, { user: 'operator1' }));
  answer(stdout);
}
