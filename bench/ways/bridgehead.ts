/** Bridgehead itself, as installed, called through busctl. */
import { startDaemon } from '../services.ts';
import { Stopwatch } from '../stopwatch.ts';
import type { Way } from './way.ts';

export const bridgehead: Way = {
  name: 'bridgehead',
  packages: [],
  prepare: async (lab, tools) => {
    await startDaemon(lab, new Stopwatch(lab, tools), tools);
  },
  change: async (lab) => {
    const result = await lab.call('CreateBridge', ['br0', 'eth0', {}]);
    if (!result.ok) throw new Error(`CreateBridge: ${result.errorMessage}`);
  },
};
