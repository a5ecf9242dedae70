/** The zone that the running firewalld has an interface in; lost when firewalld ends. */
import { changeZone, readZoneOf, zoneWords } from '../../backends/firewalld/apply.ts';
import { isOnBus } from '../../backends/firewalld/read-daemon.ts';
import { AgentError } from '../../contract/errors.ts';
import type { FirewalldZoneStep } from '../../model/plan.ts';
import type { StepKind } from './step-kind.ts';

export const firewalldZoneKind: StepKind<FirewalldZoneStep> = {
  ofKernel: true,
  preview: (step) => `busctl ${zoneWords(step).join(' ')}\n`,
  requireStillRight: async ({ interface: name, before }, host) => {
    const now = await readZoneOf(host, name);
    if (now === before) return;
    throw now === undefined
      ? new AgentError(
          'CommandFailed',
          `firewalld does not say which zone '${name}' is in; see 'systemctl status firewalld'`,
        )
      : new AgentError(
          'Conflict',
          `the zone of '${name}' in firewalld was changed outside bridgehead meanwhile; call again`,
        );
  },
  apply: async (step, host, lock) => {
    await changeZone(host, step, lock);
    return undefined;
  },
  differs: async ({ interface: name, before, after }, { host }) => {
    // One that has ended has forgotten it, and so has one that was started again.
    if ((await isOnBus(host)) === false) return undefined;
    const now = await readZoneOf(host, name);
    if (now === after || now === before) return undefined;
    return now === undefined
      ? `firewalld does not say which zone '${name}' is in`
      : `firewalld has '${name}' in ${now === '' ? 'no zone' : `zone '${now}'`} now`;
  },
  touches: ({ interface: name }) => [`zone of ${name}`],
  undo: ({ interface: name, before, after }, index) => ['undo_firewalld_zone', index, name, before, after],
};
