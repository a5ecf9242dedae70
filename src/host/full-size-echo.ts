/** Whether frames of full size get through to a machine and back. */
import type { Commands } from './commands.ts';

/** Bytes: of the IPv4 (RFC 791) or IPv6 header (RFC 8200), and of ICMP's (RFC 792, RFC 4443). */
const headers = { 4: 20 + 8, 6: 40 + 8 } as const;

/**
 * Whether `address` answers an echo request that fills a packet of `mtu` bytes and may not be cut in pieces (ping(8): -M do).
 * False too where there is no ping(8).
 */
export async function answersFullSize(
  commands: Commands,
  address: string,
  device: string,
  mtu: number,
): Promise<boolean> {
  if ((await commands.find('ping')) === undefined) return false;
  const family = address.includes(':') ? 6 : 4;
  const size = String(mtu - headers[family]);
  const words = [
    `-${family}`,
    '-n',
    '-q',
    '-c',
    '3',
    '-i',
    '0.2',
    '-W',
    '1',
    '-M',
    'do',
    '-s',
    size,
    '-I',
    device,
    address,
  ];
  const { exitCode } = await commands.run('ping', words);
  return exitCode === 0;
}
