/** Whether cloud-init may write the network's files, and the file by which we turn that off. */
import { fileHeader } from '../../contract/names.ts';
import type { CloudInit } from '../../model/cloud-init.ts';
import { noFile, type HostFile } from '../../model/host-file.ts';
import { networkEntry } from './network-entry.ts';

export const cloudFolder = '/etc/cloud';
export const dropInFolder = '/etc/cloud/cloud.cfg.d';
export const dropInPath = `${dropInFolder}/99-bridgehead-network.cfg`;

/** cloud-init: doc/rtd/reference/network-config.rst, "Disabling network configuration". */
export const dropInText = `${fileHeader}\nnetwork: {config: disabled}\n`;

/** Whether the next boot may write the network's files: a file that we cannot read or understand turns nothing off. */
export function writesNetwork(cloudInit: CloudInit): boolean {
  return cloudInit.enabled && !cloudInit.networkOff && !isTurnedOff(cloudInit.files);
}

/** The first file that has an opinion decides; a `network` without `config` leaves it to the next (cloud-init: mergers/m_dict.py). */
function isTurnedOff(files: readonly HostFile[]): boolean {
  const entries = files.map(({ text }) => networkEntry(text ?? ''));
  return entries.find((entry) => entry === 'disabled' || entry === 'config') === 'disabled';
}

/** Our file as it is, there or not. */
export function dropInOf({ files }: CloudInit): HostFile {
  return files.find(({ path }) => path === dropInPath) ?? noFile(dropInPath);
}

/** As it will be once our file is there: another one may count more. */
export function withDropIn(cloudInit: CloudInit): CloudInit {
  const ours = { ...noFile(dropInPath), text: dropInText };
  const [base, dropIns] = [false, true].map((inFolder) =>
    cloudInit.files.filter(({ path }) => path !== dropInPath && path.startsWith(`${dropInFolder}/`) === inFolder),
  );
  const sorted = [...(dropIns ?? []), ours].sort((one, other) => (one.path < other.path ? 1 : -1));
  return { ...cloudInit, files: [...sorted, ...(base ?? [])] };
}
