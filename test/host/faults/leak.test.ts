import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectNoLeak } from '../../lab/agent-host/leak.ts';

describe('an agent that has worked for a while', () => {
  const host = useAgentHost();

  it('uses no more memory and descriptors than before', async () => {
    await expectNoLeak(host, { changes: 2, reads: 4 });
  });
});
