import assert from 'node:assert/strict';
import { readBootId } from '../../../src/host/namespaces.ts';
import { digest } from '../../../src/model/digest.ts';
import type { NetworkManagerStateStep, ServiceStep } from '../../../src/model/plan.ts';
import { contentOf, UndoScene } from './undo-scene.ts';

const uuid = '0a8b2a53-6f5f-4a53-8b12-0c5f1c2f6a11';
const step: NetworkManagerStateStep = { kind: 'network-manager-state', title: '', device: 'br0', uuid, owned: true };
const text = `[device]\nmanaged=true\nconnection-uuid=${uuid}\nnm-owned=true\n`;
const earlier = '[device]\nmanaged=true\nconnection-uuid=0\n';

describe("an undo of NetworkManager's state of a device", () => {
  let scene: UndoScene;

  afterEach(() => scene.remove());

  /** One interrupted step, and its file if any. `br0` has the index 9. */
  async function interrupted(one: NetworkManagerStateStep, mark: string, now?: string): Promise<void> {
    scene = new UndoScene([one], `begin 0 ${mark}\n`, { bootId: await readBootId() });
    scene.program('ip', 'echo "9: br0: <BROADCAST> mtu 1500 state UP"');
    if (now !== undefined) scene.write('/run/NetworkManager/devices/7', now);
  }

  /** The states of both devices after the undo. */
  function statesAfterUndo(): readonly (string | undefined)[] {
    for (let times = 0; times < 2; times += 1) scene.undo();
    assert.equal(scene.state(), 'state.rolled-back');
    return [7, 9].map((index) => scene.read(`/run/NetworkManager/devices/${index}`));
  }

  it('removes it where there was none, whatever NetworkManager has written since', async () => {
    await interrupted(step, '7:absent', `${text}route-metric-default-effective=425\n`);
    assert.deepEqual(statesAfterUndo(), [undefined, undefined]);
  });

  it('puts back what was there', async () => {
    await interrupted(step, `7:${digest(earlier)}`, text);
    scene.write(`${scene.folder.slice(scene.root.length)}/before-0`, earlier);
    assert.deepEqual(statesAfterUndo(), [earlier, undefined]);
  });

  it('leaves it where the copy of what was there is gone', async () => {
    await interrupted(step, `7:${digest(earlier)}`, text);
    assert.deepEqual(statesAfterUndo(), [text, undefined]);
  });

  it('is written for a device that the undo has made again, by its new index', async () => {
    await interrupted({ ...step, when: 'undo' }, '-');
    assert.deepEqual(statesAfterUndo(), [undefined, text]);
  });

  it('stays where NetworkManager was told to leave the device alone, which it would take out of its bridge', async () => {
    await interrupted(
      { ...step, uuid: undefined, owned: false, judged: false },
      '7:absent',
      '[device]\nmanaged=false\n',
    );
    assert.deepEqual(statesAfterUndo(), ['[device]\nmanaged=false\n', undefined]);
  });

  it('does nothing after a reboot, which has emptied /run', () => {
    scene = new UndoScene([step], 'begin 0 7:absent\n');
    scene.write('/run/NetworkManager/devices/7', earlier);
    assert.deepEqual(statesAfterUndo(), [earlier, undefined]);
  });
});

describe('an undo that NetworkManager has to be stopped for', () => {
  const start: ServiceStep = { kind: 'service', title: '', service: 'NetworkManager', apply: 'start', undo: 'stop' };
  let scene: UndoScene;

  afterEach(() => scene.remove());

  /** @param running what `service NetworkManager status` ends with; `stop` fails. */
  async function undone(running: number): Promise<string | undefined> {
    scene = new UndoScene([start], 'begin 0\n', { bootId: await readBootId() });
    scene.program('service', `[ "$2" = status ] && exit ${running}; exit 1`);
    scene.undo();
    return scene.state();
  }

  it('is not complete if it goes on running: then it takes our steps for those of another program', async () => {
    assert.equal(await undone(0), 'state.rollback-incomplete');
    assert.match(contentOf(`${scene.folder}/report`) ?? '', /'NetworkManager' did not stop.*restart it/);
  });

  it('is complete if it does not run', async () => {
    assert.equal(await undone(3), 'state.rolled-back');
  });
});
