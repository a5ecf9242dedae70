/** Whether NetworkManager starts at boot and reads what is written for it. */
import { AgentError } from '../../../../contract/errors.ts';
import type { StackState } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { requireProfile } from './requirements.ts';

/** Whether the boot is known to start it. */
export function startsAtBoot({ atBoot }: StackState): boolean {
  return atBoot.NetworkManager === 'enabled';
}

/** Throws AgentError(Refused) where files would be written that nothing reads: the next boot would be without a network. */
export function requireReader(request: CreateBridgeRequest, state: StackState): void {
  const problem = notStarted(`the profiles of '${request.bridge}' and '${request.interface}'`, state);
  if (problem !== undefined) throw problem;
}

/** Why a bridge over the device would be refused, whatever it is called: nothing reads its profile, or it has none that can move. */
export function readerProblem(device: string, state: StackState): AgentError | undefined {
  const problem = notStarted(`the profile of '${device}'`, state);
  if (problem !== undefined) return problem;
  try {
    requireProfile(device, state);
    return undefined;
  } catch (error) {
    if (error instanceof AgentError) return error;
    throw error;
  }
}

/** What boots an image can't be told from here, and it takes nothing off the network. */
function notStarted(what: string, state: StackState): AgentError | undefined {
  if (!state.live || startsAtBoot(state)) return undefined;
  const why =
    state.atBoot.NetworkManager === 'unknown' ? 'it is unknown whether NetworkManager is' : 'NetworkManager is not';
  return new AgentError(
    'Refused',
    `no enabled service is known to read ${what} at the next boot, which could leave the host without its network: ${why} enabled; enable it with 'systemctl enable NetworkManager'`,
  );
}
