import { useAgentHost } from '../lab/agent-host/agent-host.ts';
import { expectNoLeak } from '../lab/agent-host/leak.ts';

describe('an agent that has created thirty bridges and answered four thousand calls', () => {
  const host = useAgentHost();

  it('uses no more memory and descriptors than after half of them', async () => {
    await expectNoLeak(host, { changes: 15, reads: 500 });
  }).timeout(7_200_000);
});
