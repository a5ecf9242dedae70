import assert from 'node:assert/strict';
import { readScript } from '../../../../src/backends/dependents/script-words.ts';

const found = (text: string): string[] => readScript(text).map((one) => `${one.line} ${one.interface} ${one.role}`);

describe('a script that is told of interfaces', () => {
  it('names those that stand in it as words, each with its first line', () => {
    const script = `#!/bin/sh
# for eth9
case "$1" in
  eth0|ens3f0np0) ip route add 198.51.100.0/24 dev "$1" ;;
esac
[ "$1:$2" = "eth0:up" ] && logger bond0.100
`;
    assert.deepEqual(found(script), ['4 eth0 is-told', '4 ens3f0np0 is-told', '6 bond0.100 is-told']);
  });

  it('names none by other words', () => {
    assert.deepEqual(found('exec /usr/lib/helper "$1" $2 >/dev/null # "${3}" 0x10 averyveryverylongname0\n'), []);
  });
});
