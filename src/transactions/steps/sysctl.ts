/** A setting of the kernel, below /proc/sys. */
import { AgentError } from '../../contract/errors.ts';
import { readSysctl, writeSysctl } from '../../host/kernel/sysctls.ts';
import type { SysctlStep } from '../../model/plan.ts';
import type { StepKind } from './step-kind.ts';

export const sysctlKind: StepKind<SysctlStep> = {
  ofKernel: true,
  preview: ({ key, after }) => `sysctl -w ${key.replaceAll('/', '.')}=${after}\n`,
  requireStillRight: ({ key, before }) => {
    if (readSysctl(key) === before) return Promise.resolve();
    throw new AgentError('Conflict', `the setting '${key}' was changed outside bridgehead meanwhile; call again`);
  },
  apply: async ({ key, after }) => {
    try {
      await writeSysctl(key, after);
    } catch (cause) {
      throw new AgentError('CommandFailed', `the setting '${key}' cannot be written; see the log of the agent`, {
        cause,
      });
    }
    return undefined;
  },
  // Without the module the setting does not exist, and reads as ''.
  differs: ({ key, after }) => {
    const now = readSysctl(key);
    return now === '' || now === after ? undefined : `the setting '${key}' is now '${now}'`;
  },
  touches: ({ key }) => [`sysctl ${key}`],
  undo: ({ key, before, after }, index) => ['undo_sysctl', index, key, before, after],
};
