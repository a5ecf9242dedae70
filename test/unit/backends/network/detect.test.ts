import assert from 'node:assert/strict';
import { backendOf, isConfigured, uplinkNameOf } from '../../../../src/backends/network/detect.ts';
import { networkScripts } from '../../../../src/backends/network/network-scripts/backend.ts';
import { bridgedHost, plainHost } from '../../operations/bridges/bridges.ts';
import { cardMac, hostWith } from '../../support/host.ts';

const { claim } = networkScripts;

describe('network-scripts', () => {
  it('own an interface that one of their files is for, by its name or its MAC address', () => {
    assert.equal(claim('eth0', plainHost()), 'owned');
    assert.equal(claim('eth0', hostWith({ 'ifcfg-LAN': `HWADDR=${cardMac}\n` })), 'owned');
  });

  it('leave alone what no file is for, and everything on a host without them', () => {
    assert.equal(claim('eth1', plainHost()), 'leaves alone');
    assert.equal(claim('eth0', { ...plainHost(), network: {} }), 'leaves alone');
  });

  it('may own anything where a file must not be read', () => {
    assert.equal(claim('eth0', hostWith({ 'ifcfg-LAN': { problem: 'it is a symbolic link' } })), 'unknown');
  });

  it('answer for an interface that no stack owns: their errors say what is missing', () => {
    assert.equal(backendOf('eth9', { ...plainHost(), network: {} }).name, 'network-scripts');
  });
});

describe('a bridge', () => {
  it('is configured where the next boot makes it, and its uplink is the interface that a file names', () => {
    assert.ok(isConfigured('br0', bridgedHost()));
    assert.ok(!isConfigured('br0', plainHost()));
    assert.equal(uplinkNameOf('br0', bridgedHost()), 'eth0');
  });

  it('has the port that lent it its MAC address for its uplink where nothing is written down', () => {
    assert.equal(uplinkNameOf('br0', { ...bridgedHost(), network: {} }), 'eth0');
  });
});
