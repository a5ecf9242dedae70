import assert from 'node:assert/strict';
import { readBootId } from '../../../src/host/namespaces.ts';
import type { LinksStep } from '../../../src/model/plan.ts';
import { uplinkMac } from '../support/host.ts';
import { UndoScene } from './undo-scene.ts';

const step: LinksStep = {
  ...{ kind: 'links', title: '', bridge: 'br0', interface: 'eth0', mac: uplinkMac, batch: [], reverse: [] },
  ...{ addresses: [], portMtu: 1500, masterBefore: '', masterAfter: 'br0', createsBridge: true },
};

describe('an undo of links', () => {
  let scene: UndoScene;

  before('a change of this boot was interrupted', async () => {
    scene = new UndoScene([step], 'begin 0\n', { bootId: await readBootId() });
  });

  after(() => scene.remove());

  /** @param ip what ip(8) runs. @returns the state, and standard error. */
  function undo(ip: string): readonly [string | undefined, string] {
    scene.program('ip', ip);
    const { stderr } = scene.undo();
    return [scene.state(), stderr];
  }

  it('is postponed with a message if the links cannot be read', () => {
    assert.deepEqual(undo('exit 1'), [
      'state.rolling-back',
      "bridgehead: 'ip link show' fails, so bridge 'br0' cannot be undone now; run this again\n",
    ]);
  });

  it('is done by the next run once they can: nothing is moved to an interface that is gone', () => {
    assert.deepEqual(undo('[ "$*" = "link show" ]'), ['state.rolled-back', '']);
  });
});

describe('an undo of a bridge that something was made on since', () => {
  let scene: UndoScene;

  before(async () => {
    scene = new UndoScene([step], 'begin 0\ndone 0\n', { bootId: await readBootId() });
  });

  after(() => scene.remove());

  it('leaves the bridge, which would take it along, and reports it', () => {
    const bridge = `9: br0: <UP> mtu 1500 qdisc noqueue \\    link/ether ${uplinkMac} brd ff:ff:ff:ff:ff:ff`;
    const answers = [
      `'link show') ;;`,
      `'link show dev eth0') exit 1 ;;`,
      `'-o link show dev br0') echo '${bridge}' ;;`,
      `'-o link show') printf '%s\\n' '${bridge}' '10: br0.7@br0: <UP> mtu 1500' ;;`,
      `'link delete '*) echo deleted >"$root/deleted" ;;`,
    ];
    scene.program('ip', `case "$*" in ${answers.join(' ')} esac`);
    assert.match(scene.undo().stderr, /bridge 'br0' stays, because other links are made on it: br0\.7/);
    assert.equal(scene.state(), 'state.rollback-incomplete');
    assert.equal(scene.read('deleted'), undefined);
  });
});
