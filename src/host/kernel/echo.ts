/** Whether echo requests get through to a machine and back. */
import { familyOf } from '../../model/addresses.ts';
import type { Commands } from '../commands.ts';

/** Bytes of the IPv4 (RFC 791) or IPv6 header (RFC 8200) and of ICMP's (RFC 792, RFC 4443). */
const headers = { 4: 20 + 8, 6: 40 + 8 } as const;

/** Whether `address` answers an echo request sent by `device`. Also false if there is no ping(8). */
export function answersEcho(commands: Commands, address: string, device: string): Promise<boolean> {
  return ping(commands, address, device, []);
}

/**
 * Whether `address` answers an echo request that fills a packet of `mtu` bytes and may not be fragmented (ping(8): -M do).
 * Also false if there is no ping(8).
 */
export function answersFullSize(commands: Commands, address: string, device: string, mtu: number): Promise<boolean> {
  return ping(commands, address, device, ['-M', 'do', '-s', String(mtu - headers[familyOf(address)])]);
}

/** One answer to three requests is enough: a packet may be lost, and routers limit ICMP. */
async function ping(commands: Commands, address: string, device: string, options: readonly string[]): Promise<boolean> {
  if ((await commands.find('ping')) === undefined) return false;
  const often = ['-n', '-q', '-c', '3', '-i', '0.2', '-W', '1'];
  const words = [`-${familyOf(address)}`, ...often, ...options, '-I', device, address];
  return (await commands.run('ping', words)).exitCode === 0;
}
