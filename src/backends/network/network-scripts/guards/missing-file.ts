/** An interface that no ifcfg file configures. */
import { AgentError } from '../../../../contract/errors.ts';
import type { StackState } from '../../../../model/host-state.ts';
import { claim } from '../files/claim.ts';

/** The error of a bridge over an interface without a file. */
export function missingFile(device: string, { networkManager }: Pick<StackState, 'networkManager'>): AgentError {
  // Who asks to take the interface off NetworkManager may not know that it alone has it.
  const isManaged = networkManager.status === 'running';
  const way = isManaged ? ", or use networkmanager 'keep' if NetworkManager has a profile for it" : '';
  return new AgentError(
    'Unsupported',
    `interface '${device}' is not configured by network-scripts: there is no file 'ifcfg-${device}'; write one first${way}`,
  );
}

/** The same before a request is known; undefined where there is a file, or one that cannot be read and may be for it. */
export function missingFileProblem(device: string, state: StackState): AgentError | undefined {
  return claim(device, state) === 'leaves alone' ? missingFile(device, state) : undefined;
}
