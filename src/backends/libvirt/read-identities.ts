/** Reads each guest's UUID and name. */
import { AgentError } from '../../contract/errors.ts';
import type { Guest } from '../../model/host-state.ts';
import type { Host } from '../../host/host.ts';
import { askVirsh } from './read-virsh.ts';

export type GuestIdentity = Pick<Guest, 'uuid' | 'name'>;

/** Guests per virsh process. */
const atOnce = 256;

/** Empty if libvirt does not answer. */
export async function readIdentities(host: Host): Promise<readonly GuestIdentity[]> {
  if (!host.live) return [];
  try {
    const [list = ''] = await askVirsh(host, ['list --all --uuid']);
    const uuids = list.split('\n').map((line) => line.trim());
    return await namesOf(
      host,
      uuids.filter((uuid) => /^[0-9a-f-]{36}$/.test(uuid)),
    );
  } catch (error) {
    if (error instanceof AgentError) return [];
    throw error;
  }
}

async function namesOf(host: Host, uuids: readonly string[]): Promise<readonly GuestIdentity[]> {
  if (uuids.length === 0) return [];
  const asked = uuids.slice(0, atOnce);
  const answers = await askVirsh(
    host,
    asked.map((uuid) => `domname ${uuid}`),
  );
  const found = asked.map((uuid, index) => ({ uuid, name: (answers[index] ?? '').replace(/\n+$/, '') }));
  return [...found.filter(({ name }) => name !== ''), ...(await namesOf(host, uuids.slice(atOnce)))];
}
