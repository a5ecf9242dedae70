import { useBench } from '../bridges/bench.ts';
import { expectNoLeak } from './leak.ts';

describe('an agent that has worked for a while', () => {
  const bench = useBench();

  it('holds no more memory and no more descriptors than before', async () => {
    await expectNoLeak(bench, { changes: 2, reads: 4 });
  });
});
