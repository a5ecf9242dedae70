/** Sockets that the kernel binds to one interface, from its own tables of this network (proc(5): /proc/net). */
import { readFile } from 'node:fs/promises';
import { ifAbsent } from '../absence.ts';
import type { PacketSocket } from '../../model/dependents.ts';

/** Packet sockets that are bound to an interface; those for all interfaces are left out. Throws the system's error. */
export async function readPacketSockets(): Promise<readonly PacketSocket[]> {
  return parsePacketSockets(await readFile('/proc/net/packet', 'utf8').catch(ifAbsent('')));
}

/** Pure. Columns: sk RefCnt Type Proto Iface …, the protocol in hexadecimal digits (kernel: packet_seq_show). */
export function parsePacketSockets(text: string): readonly PacketSocket[] {
  return rowsOf(text).flatMap(([, , , protocol = '', index = '']) =>
    Number(index) > 0 ? [{ index: Number(index), protocol: Number.parseInt(protocol, 16) }] : [],
  );
}

/** Names of the interfaces that carry a session of PPPoE; none where the kernel lacks it. Throws the system's error. */
export async function readPppoeDevices(): Promise<readonly string[]> {
  return parsePppoeDevices(await readFile('/proc/net/pppoe', 'utf8').catch(ifAbsent('')));
}

/** Pure. Columns: Id Address Device (kernel: pppoe_seq_show). */
export function parsePppoeDevices(text: string): readonly string[] {
  return [...new Set(rowsOf(text).flatMap(([, , device]) => device ?? []))];
}

/** The words of each line below the heading. */
function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
}
