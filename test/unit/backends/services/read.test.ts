import assert from 'node:assert/strict';
import { parseDevices } from '../../../../src/backends/network/network-scripts/networkmanager/read.ts';
import { serviceCommand } from '../../../../src/backends/services/apply.ts';
import { parseAtBoot, parseLevels } from '../../../../src/backends/services/read.ts';

describe('the devices that nmcli lists', () => {
  it('are managed, external or unmanaged', () => {
    const text =
      'connected:eth0\nconnected (externally):lo\nunmanaged:br0\nconnecting (getting IP configuration):eth1\n';
    const devices = { eth0: 'managed', lo: 'external', br0: 'unmanaged', eth1: 'managed' };
    assert.deepEqual(parseDevices(text), devices);
    assert.deepEqual(parseDevices(''), {});
  });
});

describe('whether the boot starts a service', () => {
  const levels = (on: string) => `network        \t0:off\t1:off\t2:${on}\t3:${on}\t4:${on}\t5:${on}\t6:off\n`;
  const cases: readonly (readonly [text: string, exitCode: number, expected: string])[] = [
    ['enabled\n', 0, 'enabled'],
    ['enabled-runtime\n', 0, 'disabled'],
    ['alias\n', 0, 'unknown'],
    ['masked-runtime\n', 1, 'unknown'],
    ['disabled\n', 1, 'disabled'],
    ['masked\n', 1, 'masked'],
    ['static\n', 0, 'unknown'],
    ['', 1, 'unknown'],
    [levels('on'), 0, 'enabled'],
    [levels('off'), 0, 'disabled'],
  ];
  for (const [text, exitCode, expected] of cases) {
    it(`is '${expected}' for ${JSON.stringify(text)}`, () => assert.equal(parseAtBoot(text, exitCode), expected));
  }
});

describe('NetworkManager', () => {
  it('is stopped without the units that require it, which nothing would start again', () => {
    const words = ['stop', '--job-mode=ignore-dependencies', 'NetworkManager.service'];
    assert.deepEqual(serviceCommand(true, 'NetworkManager', 'stop'), ['systemctl', words]);
    assert.deepEqual(serviceCommand(true, 'network', 'stop'), ['systemctl', ['stop', 'network.service']]);
  });
});

describe('a daemon that is reloaded', () => {
  it('may have exited meanwhile, as idle daemons of a modular libvirt do', () => {
    const words = ['try-reload-or-restart', 'virtnetworkd.service'];
    assert.deepEqual(serviceCommand(true, 'virtnetworkd', 'reload'), ['systemctl', words]);
  });
});

describe('the links of the run levels', () => {
  const cases: readonly (readonly [readonly string[], string | undefined])[] = [
    [['S10network', 'K90network'], 'enabled'],
    [['K90network', 'S10networking', 'S10network-online'], 'disabled'],
    [['README', 'Sxxnetwork', 'S1network'], undefined],
    [[], undefined],
  ];
  for (const [links, expected] of cases) {
    it(`say ${expected ?? 'nothing'} with ${JSON.stringify(links)}`, () =>
      assert.equal(parseLevels(links, 'network'), expected));
  }
});
