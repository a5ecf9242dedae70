/** A program that listens on eth0 by a packet socket (packet(7)), as daemons of the link layer do. */
import { eventually } from './eventually.ts';
import type { Laboratory } from './laboratory.ts';
import type { ServiceProcess } from './service-process.ts';

/** Returns once its socket is bound. @param protocol as in a frame's header: 0x888e for 802.1X. */
export async function startPacketListener(lab: Laboratory, protocol: number): Promise<ServiceProcess> {
  const program = `import socket, time
s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
s.bind(("eth0", ${protocol}))
time.sleep(3600)`;
  const listener = await lab.spawn('host', ['/usr/bin/python3', '-c', program]);
  const column = ` ${protocol.toString(16).padStart(4, '0')} `;
  await eventually('the socket is bound', async () =>
    (await lab.hostOk(['cat', '/proc/net/packet'])).stdout.includes(column),
  );
  return listener;
}
