import assert from 'node:assert/strict';
import { attributeWords, realmWords } from '../../../../src/host/kernel/route-attributes.ts';

describe('what a route tells those who send by it', () => {
  it('is said in the words that ip takes', () => {
    const metrics = { mtu: 1400, rtt: 3, advmss: 1300, initcwnd: 10, ecn: null, rto_min: 40, congestion: 'cubic' };
    assert.deepEqual(attributeWords(metrics), [
      ...['mtu 1400', 'rtt 3ms', 'advmss 1300', 'initcwnd 10', 'features ecn', 'rto_min 40ms', 'congctl cubic'],
    ]);
  });

  it('is left out where it is not known, or not what ip prints', () => {
    assert.deepEqual(attributeWords({ lock: true, mtu: 'x 1; reboot', congestion: 'a b', later: 1 }), []);
  });

  it('has its realms', () => {
    assert.deepEqual(realmWords({ to: '5' }), ['realm 5']);
    assert.deepEqual(realmWords({ from: 'cosmos', to: '5' }), ['realm cosmos/5']);
    assert.deepEqual(realmWords({}), []);
  });
});
