import assert from 'node:assert/strict';
import { activeUnits, parseUnit } from '../../../../../../src/backends/network/network-manager/daemon/unit.ts';
import type { NetworkManagerUnit } from '../../../../../../src/model/network-config.ts';
import { managedHost } from '../../../../support/network-manager.ts';
import { throwsCode } from '../../../../support/throws.ts';
import { plan } from '../planning.ts';

const plain: NetworkManagerUnit = { loads: true, refuses: false, bound: [], stopCommands: [] };
const host = (more: Partial<NetworkManagerUnit> = {}) => managedHost({ unit: { ...plain, ...more } });

describe('the unit of a NetworkManager that has to be stopped for a moment', () => {
  it('is read from what systemctl prints', () => {
    const printed = `ExecStop={ path=/usr/local/bin/farewell ; argv[]=/usr/local/bin/farewell now ; ignore_errors=no ; pid=0 }
LoadState=loaded
RefuseManualStart=no
RefuseManualStop=no
BoundBy=vpn-watch.service other.service
`;
    const stopCommands = ['/usr/local/bin/farewell'];
    assert.deepEqual(parseUnit(printed), { ...plain, bound: ['vpn-watch.service', 'other.service'], stopCommands });
    assert.deepEqual(parseUnit('LoadState=masked\nRefuseManualStop=yes\n'), { ...plain, loads: false, refuses: true });
    assert.deepEqual(parseUnit(''), plain);
  });

  it('takes along only what is active', () => {
    const printed = 'Id=vpn-watch.service\nActiveState=active\n\nId=other.service\nActiveState=inactive\n';
    assert.deepEqual(activeUnits(printed), ['vpn-watch.service']);
  });

  it('is no obstacle as it is installed', () => {
    assert.deepEqual(plan(host()).warnings, plan(managedHost()).warnings);
  });

  for (const [more, words] of [
    [{ loads: false }, /systemctl unmask NetworkManager/],
    [{ refuses: true }, /RefuseManualStop=/],
    [{ bound: ['vpn-watch.service'] }, /'vpn-watch\.service' with it \(BindsTo=\)/],
  ] as const) {
    it(`is one where the host would not be afterwards as before, and the next boot is offered: ${String(words)}`, () => {
      const message = throwsCode('Unsupported', () => plan(host(more)));
      assert.match(message, words);
      assert.match(message, /use activate 'boot'$/);
      assert.doesNotThrow(() => plan(host(more), { activate: 'boot' }));
    });
  }

  it('is warned of where programs run as it stops', () => {
    const warnings = plan(host({ stopCommands: ['/usr/local/bin/farewell'] })).warnings ?? [];
    assert.ok(warnings.some((text) => text.includes("runs '/usr/local/bin/farewell' as it stops")));
  });
});
