/** NetworkManager and the network service, told to run or not, now and at boot. */
import { AgentError } from '../../contract/errors.ts';
import type { AtBoot, HostState } from '../../model/host-state.ts';
import type { ServiceStep } from '../../model/plan.ts';

/**
 * NetworkManager leaves its devices' addresses and routes as they are when it ends (seen: no packet is lost). Throws
 * AgentError(Unsupported) where it was started by hand.
 */
export function stop({ networkManager }: HostState): ServiceStep {
  if (!networkManager.controllable) {
    throw new AgentError(
      'Unsupported',
      "neither systemd nor an init script knows NetworkManager, which must be stopped for this change; start it as a service, or use activate 'boot'",
    );
  }
  const title = 'stop NetworkManager, which leaves the interfaces as they are';
  // One that was started meanwhile has read files that an undo takes back.
  return { kind: 'service', title, service: 'NetworkManager', apply: 'stop', undo: 'restart' };
}

/** @param why after `start NetworkManager`. */
export function start(why: string): ServiceStep {
  return {
    kind: 'service',
    title: `start NetworkManager${why}`,
    service: 'NetworkManager',
    apply: 'start',
    undo: 'stop',
  };
}

/** What the boot starts: no step if it is so already. If the previous state is unknown, a rollback leaves it, and the title says so. */
export function atBoot(
  service: 'NetworkManager' | 'network',
  now: AtBoot,
  wanted: 'enabled' | 'disabled',
): ServiceStep[] {
  if (now === wanted || (now === 'masked' && wanted === 'disabled')) return [];
  const [apply, undo] = wanted === 'enabled' ? (['enable', 'disable'] as const) : (['disable', 'enable'] as const);
  const unknown = now === 'unknown' ? '; its previous state is unknown, so a rollback leaves it as it is' : '';
  const title = `${apply} the service ${service} at boot${unknown}`;
  return [{ kind: 'service', title, service, apply, undo: now === 'unknown' ? 'nothing' : undo }];
}
