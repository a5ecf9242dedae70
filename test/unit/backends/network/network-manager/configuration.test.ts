import assert from 'node:assert/strict';
import { matches } from '../../../../../src/backends/network/network-manager/configuration/device-match.ts';
import {
  deviceSettings,
  keepsConfiguration,
  leftAloneBy,
} from '../../../../../src/backends/network/network-manager/configuration/device-settings.ts';
import { bridgeOf } from './planning.ts';
import { verifyStart } from '../../../../../src/backends/network/network-manager/verify/start.ts';
import { dhcpProfile, managedHost, profile } from '../../../support/network-manager.ts';

const bridge = { name: 'br0', type: 'bridge', driver: 'bridge' };

describe("lists of devices in NetworkManager's configuration", () => {
  const lists: readonly (readonly [list: string, meant: boolean])[] = [
    ['*', true],
    ['br0', true],
    ['br*', false],
    ['interface-name:br*', true],
    ['interface-name:b?0', true],
    ['interface-name:=br*', false],
    ['interface-name:=br0', true],
    ['interface-name:~*r0', true],
    ['interface-name:br', false],
    ['interface-name:b.0', false],
    ['interface-name:docker0;interface-name:veth*,type:bridge', true],
    ['type:ethernet', false],
    ['driver:bri*', true],
    ['mac:52:54:00:12:34:56', false],
    ['except:interface-name:eth0', true],
    ['except:type:bridge', false],
    ['*,except:interface-name:br0', false],
    ['interface-name:(br0', false],
    ['', false],
  ];
  for (const [list, meant] of lists) {
    it(`${meant ? 'mean' : 'do not mean'} the bridge br0: '${list}'`, () => {
      assert.equal(matches(list, bridge), meant);
    });
  }
});

describe("NetworkManager's configuration of a bridge", () => {
  const aloneBy = (printed: string): string | undefined => {
    const settings = deviceSettings(printed);
    return settings && leftAloneBy(bridge, settings);
  };

  it('may leave it alone', () => {
    assert.equal(aloneBy('# NetworkManager configuration: x\n\n[main]\nplugins=keyfile\n'), undefined);
    assert.equal(aloneBy('[keyfile]\nunmanaged-devices=type:bridge\n'), 'unmanaged-devices=type:bridge');
  });

  it('has it taken over as it is, unless it says otherwise', () => {
    const keeps = (printed: string): boolean | undefined => {
      const settings = deviceSettings(printed);
      return settings && keepsConfiguration(bridge, settings);
    };
    assert.equal(keeps('[main]\n'), true);
    assert.equal(keeps('[device]\nkeep-configuration=no\n'), false);
    assert.equal(keeps('[device-x]\nmatch-device=type:wifi\nkeep-configuration=no\n'), true);
    assert.equal(
      keeps('[device]\nkeep-configuration=0\n[device-a]\nmatch-device=br0\nkeep-configuration=true\n'),
      true,
    );
    assert.equal(keeps('[device-a]\nwifi.powersave=2\n[device-b]\nkeep-configuration=off\n'), false);
  });

  it('is a failure for Verify where it has NetworkManager leave the bridge alone', () => {
    assert.equal(verifyStart('br0', managedHost()).status, 'pass');
    const alone = verifyStart('br0', managedHost({ configuration: '[keyfile]\nunmanaged-devices=br0\n' }));
    assert.equal(alone.status, 'fail');
    assert.match(alone.found, /leave 'br0' alone: unmanaged-devices=br0/);
  });
});

describe("NetworkManager's defaults for profiles", () => {
  const configuration = `[connection-wired]
match-device=type:ethernet
ethernet.mtu=1400
ethernet.cloned-mac-address=random
connection.mdns=2
connection.autoconnect-retries=3
ipv6.ip6-privacy=2
ipv4.dns-priority=7
ipv4.route-metric=55
[connection-none]
match-device=interface-name:eth7
ipv4.dad-timeout=3
[connection]
ipv4.dhcp-timeout=90
ipv4.dns-priority=9
ipv6.ip6-privacy=2
`;
  const host = (text: string) => managedHost({ configuration, profiles: [profile(text)] });

  it('are written for the bridge where they are for the card alone', () => {
    const bridge = bridgeOf(host(dhcpProfile));
    for (const line of ['mtu=1400', 'mdns=2', 'dns-priority=7']) assert.match(bridge, new RegExp(`^${line}$`, 'm'));
    assert.doesNotMatch(bridge, /privacy=|timeout|retries|random|metric=55/);
  });

  it('do not count where the profile says something else', () => {
    const text = dhcpProfile
      .replace('method=auto', 'method=auto\ndns-priority=3')
      .replace('[ethernet]', '[ethernet]\nmtu=1500');
    const bridge = bridgeOf(managedHost({ configuration, profiles: [profile(text)] }, {}));
    assert.match(bridge, /^dns-priority=3$/m);
    assert.match(bridge, /^mtu=1500$/m);
    assert.match(bridgeOf(host(dhcpProfile.replace('[ipv4]', '[ipv4]\ndns-priority=0'))), /^dns-priority=0$/m);
  });

  it('may be for a card by its address', () => {
    const byMac = '[connection-x]\nmatch-device=mac:52:54:00:12:34:56\nipv6.ip6-privacy=2\n';
    assert.match(bridgeOf(managedHost({ configuration: byMac })), /^ip6-privacy=2$/m);
    assert.doesNotMatch(bridgeOf(managedHost({ configuration: byMac.replace(/56$/m, '57') })), /ip6-privacy/);
  });
});
