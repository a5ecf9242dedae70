/** dhclient's configuration for one interface: the bridge must ask with the same identity, now and at each boot. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import { renamedInterface } from '../../model/dhcp/configuration.ts';
import { noFile, type HostFile } from '../../model/host-file.ts';
import type { HostState } from '../../model/host-state.ts';
import { originalText } from '../../model/originals.ts';
import type { FileStep } from '../../model/plan.ts';
import { replaceFile } from '../../model/replace-file.ts';
import type { Transaction } from '../../model/transaction.ts';

/** Where the agent writes such files; those in /etc itself it leaves alone. */
export const configurationFolder = '/etc/dhcp';

/** Whether the file is the device's own, and goes with it. */
export function isMovable(path: string, device: string, { dhcp }: HostState): boolean {
  const file = dhcp.configurations.find((one) => one.path === path);
  const own = [`${configurationFolder}/dhclient-${device}.conf`, `${configurationFolder}/dhclient6-${device}.conf`];
  return file?.text !== undefined && own.includes(path);
}

/**
 * The files for device `to` in place of `from`. What we wrote goes back byte for byte. Throws Unsupported for a file in /etc
 * itself, Refused for one that must not be read, Conflict where `to` has a file already.
 * @param history newest first.
 */
export function moveConfigurations(
  from: string,
  to: string,
  { dhcp }: HostState,
  history: readonly Transaction[],
): readonly FileStep[] {
  return dhcp.configurations.flatMap((file) => {
    const own = file.name === `dhclient-${from}.conf` || file.name === `dhclient6-${from}.conf`;
    const text = renamedInterface(file.text ?? '', from, to);
    const concerned = own || (file.name === 'dhclient.conf' && text !== file.text);
    if (!concerned) return [];
    if (file.text === undefined) throw unreadable(file);
    if (!file.path.startsWith(`${configurationFolder}/`)) throw elsewhere(file);
    return own ? ownSteps(file, from, to, dhcp.configurations, history) : sharedSteps(file, text, to, history);
  });
}

function ownSteps(
  file: HostFile,
  from: string,
  to: string,
  all: readonly HostFile[],
  history: readonly Transaction[],
): readonly FileStep[] {
  const path = `${configurationFolder}/${file.name.startsWith('dhclient6') ? 'dhclient6' : 'dhclient'}-${to}.conf`;
  if (all.some((one) => one.path === path)) throw taken(path, file);
  const text = file.text ?? '';
  const wasOurs = originalText(file.path, text, history)?.value === null;
  const before = wasOurs ? originalText(path, null, history)?.value : undefined;
  const written = replaceFile(
    `write ${quoted(path)}: the DHCP client of '${to}' asks as that of '${from}' did`,
    noFile(path, file.mode),
    before ?? renamedInterface(text, from, to),
  );
  return [
    ...written.map((step) => ({ ...step, like: file.path })),
    ...replaceFile(`remove ${quoted(file.path)}: ${quoted(path)} stands in its place`, file, null),
  ];
}

function sharedSteps(file: HostFile, text: string, to: string, history: readonly Transaction[]): readonly FileStep[] {
  const before = originalText(file.path, file.text ?? '', history)?.value;
  return replaceFile(
    `change ${quoted(file.path)}: what it says of the interface holds for '${to}'`,
    file,
    before ?? text,
  );
}

function unreadable({ path, problem = 'it cannot be read' }: HostFile): AgentError {
  return new AgentError(
    'Refused',
    `${quoted(path)} cannot be changed, because ${problem}; make it a regular file owned by root`,
  );
}

function elsewhere({ path, name }: HostFile): AgentError {
  return new AgentError(
    'Unsupported',
    `${quoted(path)} configures the interface's DHCP client and cannot be changed there; move it to '${configurationFolder}/${name}' first`,
  );
}

function taken(path: string, file: HostFile): AgentError {
  return new AgentError(
    'Conflict',
    `${quoted(file.path)} would become ${quoted(path)}, which is there already; remove one of them first`,
  );
}
