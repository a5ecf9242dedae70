/** Bridgehead itself, called through busctl. */
import type { Way } from './way.ts';

export const bridgehead: Way = {
  name: 'Bridgehead, CreateBridge',
  prepare: async (lab) => {
    await lab.startAgent();
  },
  change: async (lab) => {
    const result = await lab.call('CreateBridge', ['br0', 'eth0', {}]);
    if (!result.ok) throw new Error(`CreateBridge: ${result.errorMessage}`);
  },
};
