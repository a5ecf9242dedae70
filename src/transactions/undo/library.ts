/** The shell functions of undo.sh, a file for each subject, put together into one text. */
import { readOwnFile } from '../../host/own-files.ts';

/** In the order in which they are put together; common says what the others rely on. */
const parts = [
  'common',
  'log',
  'file',
  'links',
  'service',
  'libvirt',
  'guest-interface',
  'libvirt-network',
  'dhcp-client',
  'bridged-traffic',
  'firewall',
  'nftables',
] as const;

/** Throws the system's error where a part is missing. */
export async function readUndoLibrary(): Promise<string> {
  const texts = await Promise.all(parts.map((part) => readOwnFile(`transactions/undo/${part}.sh`)));
  return texts.join('\n');
}
