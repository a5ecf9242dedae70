import { useAgentHost } from '../lab/agent-host/agent-host.ts';
import { expectNoLeak } from '../lab/agent-host/leak.ts';

describe('an agent that has made thirty bridges and answered four thousand calls', () => {
  const host = useAgentHost();

  it('holds no more memory and no more descriptors than after half of them', async () => {
    await expectNoLeak(host, { changes: 15, reads: 500 });
  }).timeout(7_200_000);
});
