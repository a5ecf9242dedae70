/** NetworkManager's own way takes the host off the network for a moment, and is not there yet. */
import { AgentError } from '../../../contract/errors.ts';
import type { Activation } from '../../../model/requests.ts';

/** Throws AgentError(Unsupported) for `restart`. */
export function refuseRestartOption(activate: 'restart'): never;
export function refuseRestartOption(activate: Activation): void;
export function refuseRestartOption(activate: Activation): void {
  if (activate !== 'restart') return;
  throw new AgentError(
    'Unsupported',
    "activate 'restart' is not there for an interface of NetworkManager's; use 'live', which loses nothing, or 'boot'",
  );
}
