/** The shell functions of undo.sh, a file for each subject, joined into one text. */
import { readOwnFile } from '../../host/own-files.ts';

/** In the order of the text; the others rely on common. */
const parts = [
  'common',
  'log',
  'file',
  'links',
  'port',
  'service',
  'libvirt',
  'guest-interface',
  'libvirt-network',
  'dhcp-client',
  'bridged-traffic',
  'firewall',
  'firewalld',
  'nftables',
  'network-manager',
] as const;

/** Throws the system's error if a part is missing. */
export async function readUndoLibrary(): Promise<string> {
  const texts = await Promise.all(parts.map((part) => readOwnFile(`transactions/undo/${part}.sh`)));
  return texts.join('\n');
}
