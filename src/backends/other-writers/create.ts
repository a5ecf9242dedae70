/** cloud-init, which may write the interface's configuration again, is named, or turned off. */
import { AgentError } from '../../contract/errors.ts';
import { replaceFile } from '../../model/replace-file.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { dropInFolder, dropInOf, dropInText, withDropIn, writesNetwork } from './cloud-init.ts';

/** Throws AgentError where it cannot be turned off: Unsupported, Conflict, or Refused for a file that must not be replaced. */
export function planCreateOtherWriters(
  { cloudInit: wish, interface: device }: CreateBridgeRequest,
  { state: { cloudInit } }: AspectContext,
): StepGroup {
  if (cloudInit === undefined || !writesNetwork(cloudInit)) return nothing;
  if (wish === 'warn') return { ...nothing, warnings: [warningAbout(device)] };
  const file = dropInOf(cloudInit);
  if (!cloudInit.hasFolder) throw missingFolder();
  if (file.problem !== undefined) throw unreadable(file.path, file.problem);
  if (writesNetwork(withDropIn(cloudInit))) throw overruled();
  return { ...nothing, before: replaceFile("turn off cloud-init's network configuration", file, dropInText) };
}

function warningAbout(device: string): string {
  return (
    `cloud-init may write the configuration of '${device}' again at a boot, without the bridge; ` +
    `use the option 'cloud-init' with 'disable', or turn its network configuration off`
  );
}

function missingFolder(): AgentError {
  return new AgentError(
    'Unsupported',
    `cloud-init cannot be turned off, because there is no folder '${dropInFolder}'; make it, or use cloud-init 'warn'`,
  );
}

function unreadable(path: string, problem: string): AgentError {
  return new AgentError(
    'Refused',
    `'${path}' cannot be replaced, because ${problem}; make it a regular file owned by root`,
  );
}

function overruled(): AgentError {
  return new AgentError(
    'Conflict',
    `another file in '${dropInFolder}' sets 'network' and counts more; set 'network: {config: disabled}' there`,
  );
}
