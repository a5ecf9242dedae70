import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { connectionOf } from '../../../src/backends/libvirt/guest-interfaces.ts';
import { bridgeNetworkXml } from '../../../src/backends/libvirt/interface-xml.ts';
import type { GuestConnection, GuestInterfaceStep, LibvirtNetworkStep, Step } from '../../../src/model/plan.ts';
import { mac, nic, uuid } from '../backends/libvirt/guests.ts';
import { contentOf, UndoScene } from './undo-scene.ts';

const fake = join(import.meta.dirname, 'fake-virsh.sh');
const bootId = 'a-boot';
const uri = 'qemu:///system';
const onBridge = connectionOf(nic());
const onNat = connectionOf(nic({ type: 'network', source: 'two words' }));
const row = ({ type, source }: GuestConnection): string => ` vnet0   ${type}   ${source}   virtio   ${mac}\n`;

/** A host with a folder for its libvirt, and a transaction with one step. */
class Scene extends UndoScene {
  readonly libvirt = join(this.root, 'libvirt');

  constructor(step: Step, marks = 'begin 0\ndone 0\n') {
    super([step], marks, { operation: 'AttachGuest', interface: '', bootId: bootId.replaceAll('-', '') });
    mkdirSync(join(this.libvirt, 'networks'), { recursive: true });
    this.write('programs/virsh', readFileSync(fake, 'utf8'), 0o755);
    // Nothing changes while it waits.
    this.program('sleep', '');
    this.set({ active: `${uuid}\n`, persistent: `${uuid}\n`, live: '', config: '' });
  }

  set(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) this.write(`libvirt/${name}`, text);
  }

  override read(name: string): string {
    return readFileSync(join(this.libvirt, name), 'utf8');
  }

  log(): string {
    return contentOf(join(this.libvirt, 'log')) ?? '';
  }

  /** Returns the exit status; a step's reports are on standard error. */
  run(boot = bootId): { status: number | null; stderr: string } {
    const { status, stderr } = this.undo({ env: { FAKE_LIBVIRT: this.libvirt, BRIDGEHEAD_BOOT_ID: boot } });
    return { status, stderr };
  }
}

function guestStep(
  before: GuestConnection | null,
  after: GuestConnection | null,
  where: 'live' | 'config',
): GuestInterfaceStep {
  return {
    kind: 'guest-interface',
    title: '',
    uri,
    guest: uuid,
    name: "it's",
    bridge: 'br0',
    mac,
    where,
    before,
    after,
  };
}

describe('undo.sh of a guest interface', () => {
  let scene: Scene;
  const begin = (step: Step, marks?: string): Scene => (scene = new Scene(step, marks));
  afterEach(() => scene.remove());

  for (const where of ['live', 'config'] as const) {
    it(`detaches what was attached, once (${where})`, () => {
      begin(guestStep(null, onBridge, where)).set({ [where]: row(onBridge) });
      assert.deepEqual(scene.run(), { status: 0, stderr: '' });
      assert.equal(scene.read(where), '');
      assert.equal(scene.state(), 'state.rolled-back');
    });

    it(`attaches what was detached (${where})`, () => {
      begin(guestStep(onBridge, null, where));
      assert.deepEqual(scene.run(), { status: 0, stderr: '' });
      assert.match(scene.read(where), new RegExp(`bridge +br0 +virtio +${mac}`));
    });

    it(`returns what was moved to its old place (${where})`, () => {
      begin(guestStep(onNat, onBridge, where)).set({ [where]: row(onBridge) });
      assert.deepEqual(scene.run(), { status: 0, stderr: '' });
      assert.match(scene.read(where), /network +two words/);
    });

    it(`recognises an interface in a network by the network's bridge, too (${where})`, () => {
      const shown = row({ ...onNat, type: 'bridge' });
      begin(guestStep(onNat, onBridge, where), 'begin 0\n').set({ [where]: shown });
      assert.deepEqual(scene.run(), { status: 0, stderr: '' });
      assert.equal(scene.read(where), shown);
    });

    it(`does nothing before the step began or after it failed without effect (${where})`, () => {
      begin(guestStep(onNat, onBridge, where), '').set({ [where]: row(onBridge) });
      assert.equal(scene.run().status, 0);
      assert.equal(scene.read(where), row(onBridge));
      scene.remove();
      begin(guestStep(onNat, onBridge, where), 'begin 0\n').set({ [where]: row(onNat) });
      assert.equal(scene.run().status, 0);
      assert.doesNotMatch(scene.log(), /-device/);
    });

    it(`leaves an interface that was reconnected since (${where})`, () => {
      const elsewhere = row(connectionOf(nic({ source: 'br7' })));
      begin(guestStep(onNat, onBridge, where)).set({ [where]: elsewhere });
      const { status, stderr } = scene.run();
      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`card '${mac}' of guest 'it\\\\'s' was changed outside bridgehead`));
      assert.equal(scene.read(where), elsewhere);
    });
  }

  it('leaves a guest alone that has stopped or is gone', () => {
    begin(guestStep(null, onBridge, 'live')).set({ active: '', live: row(onBridge) });
    assert.equal(scene.run().status, 0);
    assert.doesNotMatch(scene.log(), /-device/);
    scene.remove();
    begin(guestStep(onBridge, null, 'config')).set({ persistent: '' });
    assert.equal(scene.run().status, 0);
    assert.doesNotMatch(scene.log(), /-device/);
  });

  it('reports a guest that does not release its interface', () => {
    begin(guestStep(null, onBridge, 'live')).set({ live: row(onBridge), stubborn: '' });
    const { status, stderr } = scene.run();
    assert.equal(status, 2);
    assert.match(stderr, /has not released its card/);
  });

  it('is not confused by another interface on the bridge, or part of an address', () => {
    const others = ` vnet1   bridge   br0   virtio   52:54:00:00:00:99\n`;
    begin(guestStep(null, onBridge, 'live')).set({ live: others });
    assert.equal(scene.run().status, 0);
    assert.equal(scene.read('live'), others);
  });

  for (const question of ['list', 'domiflist']) {
    it(`reports an interface that libvirt does not describe: ${question}`, () => {
      begin(guestStep(null, onBridge, 'live')).set({ live: row(onBridge), [`mute-${question}`]: '' });
      const { status, stderr } = scene.run();
      assert.equal(status, 2);
      assert.match(stderr, /libvirt does not say what card '.*' of guest '.*' is connected to/);
      assert.equal(scene.state(), 'state.rollback-incomplete');
    });
  }

  it('reports a libvirt that does not answer', () => {
    begin(guestStep(null, onBridge, 'config')).set({ config: row(onBridge), stopped: '' });
    const { status, stderr } = scene.run();
    assert.equal(status, 2);
    assert.match(stderr, /libvirt does not answer, so card '.*' is left as it is/);
  });

  it("waits, after a reboot, for the run that follows libvirt's start", () => {
    begin(guestStep(null, onBridge, 'config')).set({ config: row(onBridge), stopped: '' });
    assert.equal(scene.run('another-boot').status, 0);
    assert.equal(scene.state(), 'state.rolling-back');
    rmSync(join(scene.libvirt, 'stopped'));
    assert.deepEqual(scene.run('another-boot'), { status: 0, stderr: '' });
    assert.deepEqual([scene.state(), scene.read('config')], ['state.rolled-back', '']);
  });

  it('has nothing to do for a guest that ran before a reboot', () => {
    begin(guestStep(null, onBridge, 'live')).set({ stopped: '' });
    assert.deepEqual(scene.run('another-boot'), { status: 0, stderr: '' });
  });
});

describe('undo.sh of a libvirt network', () => {
  const xml = bridgeNetworkXml('lan', 'br0');
  const step = (action: 'define' | 'undefine'): LibvirtNetworkStep => ({
    ...{ kind: 'libvirt-network', title: '', uri, network: 'lan', bridge: 'br0', action, xml },
  });
  let scene: Scene;
  afterEach(() => scene.remove());

  it('undefines what was defined', () => {
    scene = new Scene(step('define'));
    scene.set({ 'networks/lan': xml, 'networks/lan2': xml });
    assert.deepEqual(scene.run(), { status: 0, stderr: '' });
    assert.deepEqual(readdirSync(join(scene.libvirt, 'networks')), ['lan2']);
  });

  it('leaves a network that was changed since', () => {
    scene = new Scene(step('define'));
    scene.set({ 'networks/lan': xml.replace('br0', 'br1') });
    assert.equal(scene.run().status, 2);
    assert.ok(existsSync(join(scene.libvirt, 'networks/lan')));
  });

  it('reports a network that libvirt does not describe', () => {
    scene = new Scene(step('define'));
    scene.set({ 'networks/lan': xml, 'mute-net-list': '' });
    assert.match(scene.run().stderr, /libvirt does not list its networks/);
    assert.equal(scene.state(), 'state.rollback-incomplete');
  });

  it('does nothing if it was not defined yet', () => {
    scene = new Scene(step('define'), 'begin 0\n');
    assert.deepEqual(scene.run(), { status: 0, stderr: '' });
  });

  it('defines what was undefined, and starts it', () => {
    scene = new Scene(step('undefine'));
    assert.deepEqual(scene.run(), { status: 0, stderr: '' });
    assert.equal(scene.read('networks/lan'), xml);
    assert.match(scene.log(), /net-autostart --network lan\nnet-start --network lan/);
  });
});
