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

describe('an undo of links whose ip(8)', () => {
  const gateway = 'route replace 0.0.0.0/0 via 192.0.2.1 dev eth0 proto boot';
  const reverse = ['addr replace 192.0.2.10/24 dev eth0', gateway, 'link set dev eth0 nomaster'];
  let scene: UndoScene;

  beforeEach(async () => {
    scene = new UndoScene([{ ...step, reverse }], 'begin 0\ndone 0\n', { bootId: await readBootId() });
  });

  afterEach(() => scene.remove());

  /** @param batch what it does with one. @param addresses what it says the interface has. @returns the state, and standard error. */
  function undo(batch: string, addresses: string, routes = route): readonly [string | undefined, string] {
    const answers = [
      `'-force -batch -') ${batch} ;;`,
      `'-o addr show dev eth0') echo '${addresses}' ;;`,
      `'-4 route show default dev eth0') printf '${routes}' ;;`,
    ];
    scene.program('ip', `case "$*" in ${answers.join(' ')} esac`);
    const { stderr } = scene.undo();
    return [scene.state(), stderr];
  }

  const route = 'default via 192.0.2.1 proto boot';
  const back = '2: eth0    inet 192.0.2.10/24 brd 192.0.2.255';

  it('fails at lines that are done already is complete', () => {
    assert.deepEqual(undo('exit 1', back), ['state.rolled-back', '']);
  });

  it('was killed is complete if the next one was not', () => {
    // The shell itself says `Killed`.
    assert.equal(undo('mkdir "$root/once" 2>/dev/null && kill -KILL $$', back)[0], 'state.rolled-back');
  });

  it('was killed twice is not complete', () => {
    const [state, said] = undo('kill -KILL $$', back);
    assert.equal(state, 'state.rollback-incomplete');
    assert.match(said, /ip\(8\) was killed, so bridge 'br0' and interface 'eth0' may be restored in part/);
  });

  it('gives back no address is not complete', () => {
    const [state, said] = undo('cat >/dev/null', '2: eth0    inet 192.0.2.100/24 brd 192.0.2.255');
    assert.equal(state, 'state.rollback-incomplete');
    assert.match(said, /not every address could be given back to 'eth0' or 'br0'/);
  });

  it('gives back no default route is not complete', () => {
    const [state, said] = undo('cat >/dev/null', back, '');
    assert.equal(state, 'state.rollback-incomplete');
    assert.match(said, /not every default route could be given back to 'eth0' or 'br0'/);
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
