import assert from 'node:assert/strict';
import { dropInFolder, dropInPath, dropInText } from '../../../../src/backends/other-writers/cloud-init.ts';
import { planCreateOtherWriters } from '../../../../src/backends/other-writers/create.ts';
import { planDeleteOtherWriters } from '../../../../src/backends/other-writers/delete.ts';
import { networkEntry, type NetworkEntry } from '../../../../src/backends/other-writers/network-entry.ts';
import { findingsOf } from '../../../../src/operations/bridges/findings.ts';
import type { CloudInit } from '../../../../src/model/cloud-init.ts';
import { noFile, type HostFile } from '../../../../src/model/host-file.ts';
import type { StepGroup } from '../../../../src/model/step-group.ts';
import { contextOf, deletion, hostWith, request } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';

const file = (path: string, text: string): HostFile => ({ ...noFile(path), text });
const dropIn = (name: string, text: string): HostFile => file(`${dropInFolder}/${name}`, text);
const base = file('/etc/cloud/cloud.cfg', 'users:\n - default\ndisable_root: true\n');
const off = 'network: {config: disabled}\n';
const cloudInit = (more: Partial<CloudInit> = {}): CloudInit => ({
  enabled: true,
  networkOff: false,
  files: [base],
  hasFolder: true,
  ...more,
});
const create = (host: CloudInit | undefined, wish: 'warn' | 'disable' = 'warn'): StepGroup =>
  planCreateOtherWriters(request({ cloudInit: wish }), contextOf(hostWith({}, { cloudInit: host })));

describe("the entry 'network' of cloud-init's configuration", () => {
  const texts: readonly (readonly [string, NetworkEntry])[] = [
    [off, 'disabled'],
    ['network: { "config": "disabled" } # by us\n', 'disabled'],
    ['#cloud-config\nnetwork:\n  # why\n  config: disabled\n', 'disabled'],
    ["'network':\n    'config': 'disabled'   # off\nother: 1\n", 'disabled'],
    ['network:\r\n  config: disabled\r\n', 'disabled'],
    ['network:\n  config:\n    - type: physical\n', 'config'],
    ['network: {config: enabled}\n', 'config'],
    ['network: {config: disabled, version: 1}\n', 'config'],
    ['network:\n  version: 2\n  ethernets:\n    eth0: {dhcp4: true}\n', 'other'],
    ['network:\n  version: 2\n  nested:\n    config: disabled\n', 'other'],
    ['write_files:\n  - content: |\n      network: {config: disabled}\n', 'absent'],
    ['# network: {config: disabled}\n', 'absent'],
    [' network: {config: disabled}\n', 'absent'],
    ['networks: {config: disabled}\nmy-network: {config: disabled}\n', 'absent'],
    [`${off}network:\n  config: enabled\n`, 'config'],
    ['', 'absent'],
  ];
  for (const [text, entry] of texts) {
    it(`is ${entry} in ${JSON.stringify(text)}`, () => assert.equal(networkEntry(text), entry));
  }
});

describe('cloud-init on a host that gets a bridge', () => {
  it('is named in a warning, with what to do', () => {
    const { before, warnings = [] } = create(cloudInit());
    assert.deepEqual(before, []);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /'eth0'.*'cloud-init' with 'disable'/);
  });

  const silent: readonly (readonly [string, CloudInit | undefined])[] = [
    ['there is none', undefined],
    ['the boot does not start it', cloudInit({ enabled: false })],
    ['the command line turns its network off', cloudInit({ networkOff: true })],
    ['a file turns its network off', cloudInit({ files: [dropIn('99-x.cfg', off), base] })],
    ['its own file does', cloudInit({ files: [file('/etc/cloud/cloud.cfg', off)] })],
    [
      'a file does that another merges with',
      cloudInit({ files: [dropIn('99.cfg', 'network:\n  version: 2\n'), dropIn('50.cfg', off), base] }),
    ],
  ];
  for (const [why, host] of silent) {
    it(`is not named, nor turned off, where ${why}`, () => {
      assert.deepEqual([...(create(host).warnings ?? []), ...create(host, 'disable').before], []);
    });
  }

  it('is named where a file that counts more turns it on again, or the file that turns it off cannot be read', () => {
    const on = dropIn('99-on.cfg', 'network:\n  config: []\n');
    const unread = { ...noFile(`${dropInFolder}/99-off.cfg`), problem: 'it does not belong to root' };
    for (const files of [
      [on, dropIn('50-off.cfg', off), base],
      [unread, base],
    ]) {
      assert.equal(create(cloudInit({ files })).warnings?.length, 1);
    }
  });

  it('is turned off by a file of ours where that is asked for, without a warning', () => {
    const { before, warnings = [] } = create(cloudInit(), 'disable');
    assert.deepEqual(warnings, []);
    assert.deepEqual(
      before.map((step) => step.kind === 'file' && [step.path, step.before, step.after]),
      [[dropInPath, null, dropInText]],
    );
    assert.equal(networkEntry(dropInText), 'disabled');
  });

  it('cannot be turned off without its folder, or where another file counts more', () => {
    throwsCode('Unsupported', () => create(cloudInit({ hasFolder: false }), 'disable'));
    const files = [dropIn('99-local.cfg', 'network:\n  config: []\n'), base];
    throwsCode('Conflict', () => create(cloudInit({ files }), 'disable'));
    const unread = { ...noFile(dropInPath), problem: 'it is a symbolic link' };
    throwsCode('Refused', () => create(cloudInit({ files: [unread, base] }), 'disable'));
  });

  it('has its network back with the last bridge, and only from our own file', () => {
    const ours = { files: [dropIn('99-bridgehead-network.cfg', dropInText), base] };
    const deleted = (host: Partial<CloudInit>, others: readonly string[] = []) =>
      planDeleteOtherWriters(deletion(), contextOf(hostWith({}, { cloudInit: cloudInit(host) }), { others })).before;
    assert.deepEqual(
      deleted(ours).map((step) => step.kind === 'file' && [step.path, step.after]),
      [[dropInPath, null]],
    );
    assert.deepEqual(deleted(ours, ['br1']), []);
    assert.deepEqual(deleted({ files: [dropIn('99-bridgehead-network.cfg', `${dropInText}# mine\n`), base] }), []);
    assert.deepEqual(deleted({}), []);
  });

  it('is a warning of Verify as long as it may write', () => {
    const files = {
      'ifcfg-eth0': 'DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n',
      'ifcfg-br0': 'DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\n',
    };
    const finding = (host: CloudInit) =>
      findingsOf('br0', hostWith(files, { cloudInit: host }), new Map()).find(
        ({ check }) => check === 'config-interface',
      );
    assert.equal(finding(cloudInit())?.status, 'warn');
    assert.match(finding(cloudInit())?.message ?? '', /cloud-init/);
    assert.equal(finding(cloudInit({ networkOff: true }))?.status, 'pass');
  });
});
