import assert from 'node:assert/strict';
import { backendOf, isConfigured, uplinkNameOf } from '../../../../src/backends/network/detect.ts';
import { networkScripts } from '../../../../src/backends/network/network-scripts/backend.ts';
import { bridgedHost, plainHost } from '../../operations/bridges/bridges.ts';
import { uplinkMac, hostWith } from '../../support/host.ts';

const { claim } = networkScripts;

describe('network-scripts', () => {
  it('own an interface that one of their files names or identifies by its MAC address', () => {
    assert.equal(claim('eth0', plainHost()), 'owned');
    assert.equal(claim('eth0', hostWith({ 'ifcfg-LAN': `HWADDR=${uplinkMac}\n` })), 'owned');
  });

  it('do not own an interface without a file, nor anything on a host without network-scripts', () => {
    assert.equal(claim('eth1', plainHost()), 'leaves alone');
    assert.equal(claim('eth0', { ...plainHost(), network: {} }), 'leaves alone');
  });

  it('may own anything if a file must not be read', () => {
    assert.equal(claim('eth0', hostWith({ 'ifcfg-LAN': { problem: 'it is a symbolic link' } })), 'unknown');
  });

  it('handle an interface that no stack owns: their errors say what is missing', () => {
    assert.equal(backendOf('eth9', { ...plainHost(), network: {} }).name, 'network-scripts');
  });
});

describe('a bridge', () => {
  it('is configured if the next boot creates it, and its uplink is the interface named in a file', () => {
    assert.ok(isConfigured('br0', bridgedHost()));
    assert.ok(!isConfigured('br0', plainHost()));
    assert.equal(uplinkNameOf('br0', bridgedHost()), 'eth0');
  });

  it('has the port with its MAC address as its uplink if no file names one', () => {
    assert.equal(uplinkNameOf('br0', { ...bridgedHost(), network: {} }), 'eth0');
  });
});
