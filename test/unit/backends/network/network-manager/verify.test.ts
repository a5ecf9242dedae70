import assert from 'node:assert/strict';
import { networkManager as backend } from '../../../../../src/backends/network/network-manager/backend.ts';
import type { Finding } from '../../../../../src/model/finding.ts';
import type { HostState } from '../../../../../src/model/host-state.ts';
import { findingsOf } from '../../../../../src/operations/bridges/findings.ts';
import { address, contextOf, link, networkManager, request } from '../../../support/host.ts';
import {
  bridgedBy,
  bridgedLinks,
  config,
  device,
  etc,
  managedHost,
  profile,
  staticProfile,
  textsIn,
  uplinkUuid,
} from '../../../support/network-manager.ts';

const start = managedHost();
const { before } = backend.planCreate(
  request({ activate: 'live', networkmanager: 'keep' }),
  contextOf(start, { uplink: start.links[0] }),
);
const bridged = bridgedBy(before, start);
const texts = textsIn(before);

function findings(state: HostState): Readonly<Record<string, Finding>> {
  return Object.fromEntries(backend.verify('br0', 'eth0', state).map((finding) => [finding.check, finding]));
}

function withDevices(devices: ReturnType<typeof config>['devices'], more: Partial<HostState> = {}): HostState {
  const own = bridged.network['network-manager'] ?? config();
  return { ...bridged, network: { 'network-manager': { ...own, devices: { ...own.devices, ...devices } } }, ...more };
}

function withTexts(bridge: string, port: string, ...others: readonly string[]): HostState {
  const own = bridged.network['network-manager'] ?? config();
  const more = others.map((text, index) => profile(text, `${etc}/other${index}.nmconnection`));
  const profiles = [profile(bridge, `${etc}/br0.nmconnection`), profile(port), ...more];
  return { ...bridged, network: { 'network-manager': { ...own, profiles } } };
}

const [bridgeText, portText] = [texts['br0.nmconnection'] ?? '', texts['uplink.nmconnection'] ?? ''];

describe('Verify on a host of NetworkManager’s', () => {
  it('finds nothing wrong with what CreateBridge made', () => {
    assert.deepEqual(
      backend.verify('br0', 'eth0', bridged).map(({ check, status }) => [check, status]),
      ['config-bridge', 'config-interface', 'config-conflict', 'config-service', 'networkmanager'].map((check) => [
        check,
        'pass',
      ]),
    );
  });

  it('says how NetworkManager brings up a bridge whose lease is gone', () => {
    const dynamic = withTexts(
      bridgeText.replace(/(\[ipv4\][^[]*?)method=manual/, '$1method=auto').replace(/^address1=192.*\n/m, ''),
      portText,
    );
    const found = findingsOf('br0', { ...dynamic, links: bridgedLinks([address('2001:db8:1::10/64')]) }, new Map());
    const [uuid] = /(?<=^uuid=).*/m.exec(bridgeText) ?? [];
    assert.equal(found.find(({ check }) => check === 'addresses')?.remedy, `nmcli connection up uuid ${uuid ?? ''}`);
  });

  it('fails where NetworkManager only watches a device, does not manage it, has another profile on it, or does not run', () => {
    const eth0 = device();
    const br0 = bridged.network['network-manager']?.devices.br0 ?? device();
    const broken: readonly (readonly [HostState, RegExp])[] = [
      [withDevices({ br0: { ...br0, external: true } }), /only watches 'br0'/],
      [withDevices({ eth0: { ...eth0, managed: false } }), /does not manage 'eth0'/],
      [withDevices({ br0: { ...br0, active: 'other' } }), /'br0' has another profile/],
      [withDevices({ br0: { ...br0, state: 30 } }), /'br0' is not connected/],
      [{ ...bridged, networkManager: networkManager('stopped') }, /does not run/],
    ];
    for (const [state, why] of broken) {
      const { status, found } = findings(state).networkmanager ?? {};
      assert.equal(status, 'fail');
      assert.match(found ?? '', why);
    }
  });

  it('warns where NetworkManager manages a guest’s tap', () => {
    const tap = link({ index: 9, name: 'vnet0', kind: 'tun', master: 'br0' });
    const state = withDevices({ vnet0: device({ active: undefined, state: 30 }) }, { links: [...bridged.links, tap] });
    assert.equal(findings(state).networkmanager?.status, 'warn');
    const watched = withDevices({ vnet0: device({ external: true }) }, { links: [...bridged.links, tap] });
    assert.equal(findings(watched).networkmanager?.status, 'pass');
  });

  it('fails where no boot starts NetworkManager, and warns where that is unknown', () => {
    const at = (word: HostState['atBoot']['NetworkManager']) =>
      findings({ ...bridged, atBoot: { NetworkManager: word, network: 'disabled' } })['config-service']?.status;
    assert.deepEqual([at('disabled'), at('masked'), at('unknown')], ['fail', 'fail', 'warn']);
  });

  it('compares the bridge’s profile with the kernel', () => {
    const cases: readonly (readonly [string, 'fail' | 'warn', RegExp])[] = [
      [bridgeText.replace(/^cloned.*\n/m, ''), 'warn', /does not set the bridge's MAC/],
      [bridgeText.replace('52:54:00:12:34:56', '52:54:00:00:00:01'), 'fail', /another MAC/],
      [
        bridgeText.replace('192.0.2.10/24', '192.0.2.11/24'),
        'warn',
        /lacks what 'br0' has now.*192\.0\.2\.10.*has what 'br0' lacks/,
      ],
      [bridgeText.replace('192.0.2.10/24', 'x'), 'fail', /cannot be read/],
      [bridgeText.replace('type=bridge', 'type=bridge\nautoconnect=false'), 'fail', /not started at boot/],
    ];
    for (const [text, status, why] of cases) {
      const finding = findings(withTexts(text, portText))['config-bridge'];
      assert.equal(finding?.status, status, text);
      assert.match(finding.message, why);
    }
  });

  it('fails without a profile for the bridge, or for its port', () => {
    const own = bridged.network['network-manager'] ?? config();
    const none = { ...bridged, network: { 'network-manager': { ...own, profiles: [] } } };
    const found = findings(none);
    assert.deepEqual([found['config-bridge']?.status, found['config-interface']?.status], ['fail', 'fail']);
  });

  it('fails where another profile could take the card or the bridge at the next boot', () => {
    const rival = staticProfile.replace(uplinkUuid, 'rival').replace('id=uplink', 'id=rival');
    assert.match(
      findings(withTexts(bridgeText, portText, rival))['config-conflict']?.message ?? '',
      /'eth0' the profile 'rival'/,
    );
    const twin = bridgeText.replace(/^uuid=.*$/m, 'uuid=twin');
    const conflict = findings(withTexts(bridgeText, portText, twin))['config-conflict'];
    assert.equal(conflict?.status, 'fail');
    assert.equal(conflict.remedy, 'nmcli connection modify uuid twin connection.autoconnect no', 'not of its own');
  });

  it('does not mind stray ifcfg files, nor addresses with a lifetime', () => {
    const [port = link(), bridge = link()] = bridged.links;
    const leased = {
      ...bridge,
      addresses: [...bridge.addresses, address('192.0.2.77/24', { dynamic: true })],
    };
    const state = { ...bridged, links: [port, leased] };
    assert.equal(findings(state)['config-bridge']?.status, 'pass');
  });
});
