import assert from 'node:assert/strict';
import { networkManager as backend } from '../../../../../../src/backends/network/network-manager/backend.ts';
import { backendOf } from '../../../../../../src/backends/network/detect.ts';
import { address, deletion, link } from '../../../../support/host.ts';
import { textsIn } from '../../../../support/network-manager.ts';
import { throwsCode } from '../../../../support/throws.ts';
import { bridgedBy, historyOf, plan, redHat, staticFile } from './red-hat.ts';

describe('a bridge in ifcfg files of NetworkManager’s', () => {
  const files = { 'ifcfg-eth0': staticFile, 'route-eth0': '198.51.100.0/24 via 192.0.2.2 dev eth0 \n# as it was\n' };
  const state = redHat(files);
  const { before } = plan(state);
  const bridged = bridgedBy(before, files, state);
  const removed = (history = historyOf(before)) =>
    backend.planDelete(deletion({ activate: 'live' }), { state: bridged, history, others: [] });

  it('gives the card its files back byte for byte, and leaves none of its own', () => {
    assert.deepEqual(textsIn(removed().before), { ...files, 'ifcfg-br0': null, 'route-br0': null });
    assert.deepEqual(removed().interfaces, ['eth0']);
    assert.deepEqual(removed().intent?.gateways, ['192.0.2.1', '2001:db8:1::1']);
  });

  it('has its addresses moved to the card’s file where another program made it', () => {
    const texts = textsIn(removed([]).before);
    assert.match(texts['ifcfg-eth0'] ?? '', /\nIPADDR=192\.0\.2\.10\nPREFIX=24\nGATEWAY=192\.0\.2\.1\n/);
    assert.doesNotMatch(texts['ifcfg-eth0'] ?? '', /BRIDGE/);
    assert.equal(texts['route-eth0'], files['route-eth0']);
  });

  it('has the card left without IPv6 for a moment where its file leaves that to the kernel, or is not deleted', () => {
    const file = { 'ifcfg-eth0': staticFile.replace(/^IPV6.*\n/gm, '') };
    const host = redHat(file, {}, { links: [link({ addresses: [address('192.0.2.10/24')] })] });
    const steps = plan(host).before;
    const warningsWith = (dynamic: boolean): string => {
      const addresses = [address('192.0.2.10/24'), address('2001:db8:1::77/64', { dynamic })];
      const there = bridgedBy(steps, file, { ...host, links: [link({ addresses })] });
      const context = { state: there, history: historyOf(steps), others: [] };
      return backend.planDelete(deletion({ activate: 'live' }), context).warnings?.join() ?? '';
    };
    assert.match(warningsWith(true), /as it takes 'eth0' over/);
    assert.match(
      throwsCode('Conflict', () => warningsWith(false)),
      /would remove '2001:db8:1::77\/64' as it takes 'eth0' over/,
    );
  });

  it('has a gateway on the link named after the device that it is on', () => {
    const linkLocal = staticFile.replace('2001:db8:1::1"', 'fe80::1%eth0"');
    const host = redHat({ 'ifcfg-eth0': linkLocal });
    const steps = plan(host).before;
    assert.match(textsIn(steps)['ifcfg-br0'] ?? '', /\nIPV6_DEFAULTGW='?fe80::1%br0'?\n/);
    const there = bridgedBy(steps, { 'ifcfg-eth0': linkLocal }, host);
    const back = backend.planDelete(deletion({ activate: 'live' }), { state: there, history: [], others: [] });
    assert.match(textsIn(back.before)['ifcfg-eth0'] ?? '', /\nIPV6_DEFAULTGW='?fe80::1%eth0'?\n/);
  });

  it('is known by its files, and found right', () => {
    assert.equal(backend.isConfigured('br0', bridged), true);
    assert.equal(backend.uplinkOf('br0', bridged), 'eth0');
    const findings = backend.verify('br0', 'eth0', bridged);
    assert.deepEqual(
      findings.filter(({ status }) => status !== 'pass').map(({ check, message }) => [check, message]),
      [],
    );
  });

  it('is found wrong where NetworkManager does not read its files any more, and doubtful where it moves them', () => {
    const statuses = (ifcfg: 'ignored' | 'migrated'): readonly string[] => {
      const config = bridged.network['network-manager'];
      const network = config === undefined ? {} : { ...bridged.network, 'network-manager': { ...config, ifcfg } };
      return backend
        .verify('br0', 'eth0', { ...bridged, network })
        .filter(({ status }) => status !== 'pass')
        .map(({ check, status }) => `${check} ${status}`);
    };
    assert.deepEqual(statuses('ignored'), ['config-bridge fail', 'config-interface fail']);
    assert.deepEqual(statuses('migrated'), ['config-bridge warn', 'config-interface warn']);
  });

  it('is NetworkManager’s, unless an enabled service reads the same files at boot', () => {
    assert.equal(backendOf('eth0', state).name, 'network-manager');
    assert.equal(backendOf('br0', bridged).name, 'network-manager');
    const atBoot = { NetworkManager: 'enabled', network: 'enabled' } as const;
    assert.equal(backendOf('eth0', { ...state, atBoot }).name, 'network-scripts');
  });
});
