/** The zone of the host's card. */
import type { Laboratory } from '../laboratory.ts';
import { zonePath } from './firewalld.ts';

/** Lists eth0 in the zone `work`. */
export async function listCard(lab: Laboratory): Promise<void> {
  const text = await lab.readFile(zonePath('work'));
  await lab.writeFile(zonePath('work'), text.replace('</zone>', '  <interface name="eth0"/>\n</zone>'));
}
