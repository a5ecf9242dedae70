/** What a companion says once it belongs to another device. */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { requireReadable } from '../../../../model/host-file.ts';
import { editIfcfg } from '../../ifcfg/edit.ts';
import { parseIfcfg, type IfcfgFile } from '../../ifcfg/parse.ts';
import { isTrue } from '../../ifcfg/switches.ts';
import { valuesForDevice } from '../../ifcfg/device-values.ts';
import type { Companion } from './find.ts';
import { movedRoutingText } from '../../ifcfg/routing-file.ts';

/** The longest label of an address (kernel: IFNAMSIZ, without the NUL). */
const longestLabel = 15;

/** Throws Refused for what cannot be moved safely, Unsupported for an alias that no label can have, or of another device. */
export function movedText({ kind, file, behind }: Companion, from: string, to: string): string {
  const readable = requireReadable(file, file.name);
  if (kind === 'routing') return movedRoutingText(readable, from, to);
  const ifcfg = parseIfcfg(file.name, readable.text);
  if (kind === 'keys') return file.text ?? '';
  refuseOtherDevice(ifcfg);
  if (kind === 'alias') refuseLongLabel(file.name, to + behind);
  const set = new Map(valuesForDevice(ifcfg, from, to));
  // usernetctl is setuid: with USERCTL every user could take the host's addresses away.
  if (isTrue(ifcfg.get('USERCTL'))) set.set('USERCTL', 'no');
  return editIfcfg(ifcfg, { set, remove: ['HWADDR'] });
}

function refuseOtherDevice({ name, get }: IfcfgFile): void {
  if ([get('REALDEVICE'), get('PARENTDEVICE')].every((value) => (value ?? '') === '')) return;
  throw new AgentError(
    'Unsupported',
    `${quoted(name)} stands for another device; remove REALDEVICE and PARENTDEVICE from it`,
  );
}

function refuseLongLabel(name: string, label: string): void {
  if (label.length <= longestLabel) return;
  throw new AgentError(
    'Unsupported',
    `${quoted(name)} would become the alias '${label}', which is longer than ${longestLabel} characters; choose a shorter name for the bridge`,
  );
}
