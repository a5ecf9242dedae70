import assert from 'node:assert/strict';
import { socketPaths } from '../../../../src/bus/wire/address.ts';

describe('the address of the bus', () => {
  const good: Readonly<Record<string, readonly string[]>> = {
    'unix:path=/run/dbus/system_bus_socket': ['/run/dbus/system_bus_socket'],
    'unix:path=/a;unix:path=/b': ['/a', '/b'],
    'unix:guid=0123,path=/a': ['/a'],
    'unix:path=/a,guid=0123': ['/a'],
    'unix:path=/with%20space%5f%2C': ['/with space_,'],
    'unix:abstract=/a;unixexec:path=/bin/sh;tcp:host=localhost,port=1;unix:path=/b': ['/b'],
    'unix:path=%ff;unix:path=%zz;unix:path=/b': ['/b'],
    ';unix:path=/a;': ['/a'],
  };
  for (const [address, paths] of Object.entries(good)) {
    it(`finds ${paths.length} in '${address}'`, () => assert.deepEqual(socketPaths(address), paths));
  }

  for (const address of [
    '',
    'unix:abstract=/a',
    'unixexec:path=/bin/sh',
    'unix:path=relative',
    'unix:path=%00/a',
    'unix:path=/a%00b',
    'nonsense',
  ]) {
    it(`finds none in '${address}' and says so`, () => {
      assert.throws(() => socketPaths(address), /has no 'unix:path='/);
    });
  }
});
