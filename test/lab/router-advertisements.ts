/** The laboratory's router advertises itself and its prefix (RFC 4861). */
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';
import type { Laboratory } from './laboratory.ts';

const program = fileURLToPath(new URL('advertise.py', import.meta.url));

/** What eth0's hardware address makes of the prefix (RFC 4291, appendix A). */
export const advertisedAddress = '2001:db8:1:0:5054:ff:fe12:3456';

export interface Advertisements {
  /** Returns when this many more have been sent. */
  readonly more: (count: number) => Promise<void>;
}

/** Returns when the first has been sent. They end with the laboratory. */
export async function startAdvertisements(lab: Laboratory): Promise<Advertisements> {
  const process = await lab.spawn('router', ['python3', program, 'lan0', '2001:db8:1::', '1800']);
  const sent = (): number => process.log().split('advertised').length - 1;
  const more = async (count: number): Promise<void> => {
    const wanted = sent() + count;
    await eventually(`${count} more router advertisements`, () => sent() >= wanted);
  };
  await more(1);
  return { more };
}
