import assert from 'node:assert/strict';
import type { HostState } from '../../../../../src/model/host-state.ts';
import type { BridgeName, TransactionId } from '../../../../../src/model/names.ts';
import { immediate } from '../../../../../src/model/requests.ts';
import type { Transaction } from '../../../../../src/model/transaction.ts';
import { networkManager as backend } from '../../../../../src/backends/network/network-manager/backend.ts';
import { planCreateBridge } from '../../../../../src/operations/bridges/plan-create.ts';
import { planRepairBridge } from '../../../../../src/operations/bridges/plan-repair.ts';
import { address, link, request } from '../../../support/host.ts';
import {
  bridgedBy,
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
const asked = request({ activate: 'live', networkmanager: 'keep' });
const { steps: made } = planCreateBridge(asked, start, []);
const own = {
  operation: 'CreateBridge',
  bridge: 'br0',
  interface: 'eth0',
  request: asked,
  state: 'committed',
} as const;
const creation: Transaction = {
  ...{ ...own, format: 1, uid: 0, bootId: 'x', id: '1'.repeat(32) as TransactionId, time: 1 },
  ...{ plan: made, deadline: undefined, report: [] },
};
const texts = textsIn(made);
const [bridgeText, portText] = [texts['br0.nmconnection'] ?? '', texts['uplink.nmconnection'] ?? ''];
const networkManagerNow = bridgedBy(made, start).network['network-manager'] ?? config();
const bridged: HostState = bridgedBy(made, start);

const repair = (state: HostState, history: readonly Transaction[] = [creation]) =>
  planRepairBridge(
    { operation: 'RepairBridge', bridge: 'br0' as BridgeName, ...immediate, dryRun: false },
    state,
    history,
  );
const kindsOf = (state: HostState): readonly string[] => repair(state).steps.map(({ kind }) => kind);

/** The host with these profiles, by the names of their files; undefined for one that is gone. */
function withTexts(changed: Readonly<Record<string, string | undefined>>, mode = 0o600): HostState {
  const all: Readonly<Record<string, string | undefined>> = {
    'br0.nmconnection': bridgeText,
    'uplink.nmconnection': portText,
    ...changed,
  };
  const profiles = Object.entries(all).flatMap(([name, text]) => {
    const one = text === undefined ? undefined : profile(text, `${etc}/${name}`);
    return one === undefined ? [] : [name in changed ? { ...one, file: { ...one.file, mode } } : one];
  });
  return { ...bridged, network: { 'network-manager': { ...networkManagerNow, profiles } } };
}

describe('a repair on a host of NetworkManager’s', () => {
  it('has nothing to do for a bridge that is as it should be', () => {
    assert.deepEqual(repair(bridged), { steps: [], warnings: [] });
  });

  const broken: readonly (readonly [string, HostState, Readonly<Record<string, string>>])[] = [
    ['is gone, the bridge’s', withTexts({ 'br0.nmconnection': undefined }), { 'br0.nmconnection': bridgeText }],
    ['is gone, the port’s', withTexts({ 'uplink.nmconnection': undefined }), { 'uplink.nmconnection': portText }],
    ['is a card’s again', withTexts({ 'uplink.nmconnection': staticProfile }), { 'uplink.nmconnection': portText }],
    [
      'is for another interface',
      withTexts({ 'uplink.nmconnection': portText.replace('interface-name=eth0', 'interface-name=eth7') }),
      { 'uplink.nmconnection': portText },
    ],
    [
      'is for another bridge',
      withTexts({ 'br0.nmconnection': bridgeText.replace('interface-name=br0', 'interface-name=br7') }),
      { 'br0.nmconnection': bridgeText },
    ],
    [
      'has lost the bridge’s addresses',
      withTexts({ 'br0.nmconnection': bridgeText.replace(/\[ipv4\][^[]*\[ipv6\][^[]*/, '[ipv4]\nmethod=disabled\n') }),
      { 'br0.nmconnection': bridgeText },
    ],
    [
      'was made by an administrator at the same path',
      withTexts({ 'uplink.nmconnection': staticProfile.replace(uplinkUuid, 'another') }),
      { 'uplink-bridgehead.nmconnection': portText },
    ],
  ];
  for (const [what, state, written] of broken) {
    it(`writes a profile again that ${what}, and has NetworkManager read it without a stop`, () => {
      const { steps, warnings } = repair(state);
      const found = textsIn(steps);
      for (const [name, text] of Object.entries(written)) {
        const bare = (found[name] ?? '').replace(/^autoconnect-priority=.*\n/m, '');
        assert.equal(bare, text, JSON.stringify([steps, warnings]));
      }
      assert.equal(kindsOf(state).filter((kind) => kind === 'network-manager-profile').length, 2);
      assert.ok(!kindsOf(state).includes('service'));
      assert.deepEqual(warnings, []);
    });
  }

  it('corrects one that no boot starts, and keeps what an administrator has added', () => {
    const dns = bridgeText.replace('[ipv4]\n', '[ipv4]\ndns-search=lab.example;\n');
    for (const key of ['autoconnect=false', 'permissions=user:alice:;']) {
      const text = dns.replace('type=bridge\n', `type=bridge\n${key}\n`);
      assert.equal(textsIn(repair(withTexts({ 'br0.nmconnection': text })).steps)['br0.nmconnection'], dns);
    }
    const port = portText.replace('[connection]\n', '[connection]\nautoconnect=false\n');
    const addressed = `${port}\n[ipv4]\naddress1=192.0.2.10/24\nmethod=manual\n`;
    const { steps, warnings } = repair(withTexts({ 'uplink.nmconnection': addressed }));
    assert.equal((textsIn(steps)['uplink.nmconnection'] ?? '').trimEnd(), portText.trimEnd());
    assert.deepEqual(warnings, []);
  });

  it('gives a file that others may read to root alone, without which NetworkManager passes it over', () => {
    const [, step] = repair(withTexts({ 'uplink.nmconnection': portText }, 0o644)).steps;
    assert.ok(step?.kind === 'file');
    assert.deepEqual([step.mode, step.modeBefore, step.before], [0o600, 0o644, step.after]);
  });

  it('outranks another profile that would have the card or the bridge at boot', () => {
    const rival = staticProfile.replace(uplinkUuid, 'rival').replace('id=uplink', 'id=rival\nautoconnect-priority=5');
    const twin = bridgeText.replace(/^uuid=.*$/m, 'uuid=twin').replace('id=br0', 'id=twin');
    const { steps, warnings } = repair(withTexts({ 'rival.nmconnection': rival, 'twin.nmconnection': twin }));
    const found = textsIn(steps);
    assert.match(found['uplink.nmconnection'] ?? '', /^autoconnect-priority=6$/m);
    assert.match(found['br0.nmconnection'] ?? '', /^autoconnect-priority=1$/m);
    assert.deepEqual(Object.keys(found).length, 2);
    assert.deepEqual(warnings, []);
  });

  it('leaves what Bridgehead has not written, and says what to do', () => {
    const { steps, warnings } = repair(withTexts({ 'uplink.nmconnection': staticProfile }), []);
    assert.deepEqual(steps, []);
    assert.match(warnings.join(), /'config-interface' still fails/);
  });

  it('stops NetworkManager for a moment where it has to take a device over, with its files in between', () => {
    const [br0, eth0] = [networkManagerNow.devices.br0 ?? device(), networkManagerNow.devices.eth0 ?? device()];
    const devices = { br0: { ...br0, external: true }, eth0 };
    const state = withTexts({ 'br0.nmconnection': undefined });
    const watched = {
      ...state,
      network: { 'network-manager': { ...networkManagerNow, devices, profiles: [profile(portText)] } },
    };
    assert.deepEqual(kindsOf({ ...watched, networkManager: bridged.networkManager }).at(-1), 'service');
    const plain = { ...bridged, network: { 'network-manager': { ...networkManagerNow, devices } } };
    assert.deepEqual(kindsOf(plain), ['service', 'network-manager-state', 'network-manager-state', 'service']);
  });

  it('stops it as well where the host moves, or its card does', () => {
    const [eth0 = link(), br0 = link()] = bridged.links;
    const out = { ...bridged, links: [{ ...eth0, master: undefined }, br0] };
    assert.deepEqual(kindsOf(out), ['service', 'port', 'network-manager-state', 'network-manager-state', 'service']);
    const back = { ...bridged, links: [{ ...eth0, addresses: [address('192.0.2.10/24')] }, br0] };
    assert.ok(kindsOf(back).includes('links'));
    assert.equal(kindsOf(back)[0], 'service');
  });

  it('has a NetworkManager that was told to leave the bridge alone take it over, and one that manages a guest’s tap leave that alone', () => {
    const [br0, eth0] = [networkManagerNow.devices.br0 ?? device(), networkManagerNow.devices.eth0 ?? device()];
    const withDevices = (devices: Readonly<Record<string, typeof br0>>, ...links: HostState['links']): HostState => ({
      ...bridged,
      links: [...bridged.links, ...links],
      network: { 'network-manager': { ...networkManagerNow, devices: { br0, eth0, ...devices } } },
    });
    const off = withDevices({ br0: { ...br0, managed: false, active: undefined, state: 10 } });
    assert.deepEqual(kindsOf(off), ['service', 'network-manager-state', 'network-manager-state', 'service']);
    const tap = link({ index: 9, name: 'vnet0', kind: 'tun', master: 'br0' });
    const claimed = withDevices({ vnet0: device({ active: undefined, state: 30 }) }, tap);
    const states = repair(claimed).steps.filter((step) => step.kind === 'network-manager-state');
    assert.deepEqual(
      states.map(({ device: name, uuid }) => [name, uuid === undefined]),
      [
        ['vnet0', true],
        ['br0', false],
        ['eth0', false],
      ],
    );
  });

  it('leaves a NetworkManager that cannot be stopped, says why, and repairs the files', () => {
    const vpn = { uuid: 'vpn', id: 'office', type: 'vpn', external: false, devices: ['eth0'] };
    const devices = {
      ...networkManagerNow.devices,
      br0: { ...(networkManagerNow.devices.br0 ?? device()), external: true },
    };
    const bare = withTexts({ 'uplink.nmconnection': staticProfile });
    const profiles = bare.network['network-manager']?.profiles ?? [];
    const state = {
      ...bare,
      network: { 'network-manager': { ...networkManagerNow, devices, active: [vpn], profiles } },
    };
    const { steps, warnings } = repair(state);
    assert.deepEqual(textsIn(steps), { 'uplink.nmconnection': portText });
    assert.match(warnings.join('\n'), /would end the connection 'office'/);
    assert.match(warnings.join('\n'), /'networkmanager' still fails/);
  });

  it('makes a bridge anew that the kernel lacks, with what its profile says, and where that is gone too', () => {
    const gone = { ...bridged, links: [link()], routes: [] };
    const kinds = ['service', 'links', 'network-manager-state', 'network-manager-state', 'service'];
    assert.deepEqual(kindsOf(gone), kinds);
    const links = repair(gone).steps.find((step) => step.kind === 'links');
    assert.deepEqual(links?.addresses, ['192.0.2.10/24', '2001:db8:1::10/64']);
    assert.ok(links.batch.includes('route replace 0.0.0.0/0 via 192.0.2.1 dev br0 metric 101 proto static'));
    const bare = withTexts({ 'br0.nmconnection': undefined });
    const lost = { ...bare, links: [link()], routes: [] };
    assert.deepEqual(kindsOf(lost), ['service', 'file', ...kinds.slice(1)]);
  });

  it('is what the remedy of a finding names', () => {
    const devices = { ...networkManagerNow.devices, br0: device({ external: true }) };
    const state = { ...bridged, network: { 'network-manager': { ...networkManagerNow, devices } } };
    const found = backend.verify('br0', 'eth0', state).find(({ check }) => check === 'networkmanager');
    assert.match(found?.remedy ?? '', /^busctl call .* RepairBridge 'sa\{sv\}' br0 0$/);
  });
});
