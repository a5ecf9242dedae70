import assert from 'node:assert/strict';
import { planCreateFirewalld } from '../../../../src/backends/firewalld/create.ts';
import { planDeleteFirewalld } from '../../../../src/backends/firewalld/delete.ts';
import { firewalldProblems } from '../../../../src/backends/firewalld/verify.ts';
import { expectationOf } from '../../../../src/model/expectation.ts';
import { noFirewalld, type Firewalld, type ZoneFile } from '../../../../src/model/firewalld.ts';
import { noFile } from '../../../../src/model/host-file.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import { link, contextOf, deletion, hostWith, networkManager, request } from '../../support/host.ts';

const plain = 'DEVICE=eth0\nONBOOT=yes\n';

/** @param vendor whether only the distribution has it. */
function zoneFile(zone: string, interfaces: readonly string[], vendor = false): ZoneFile {
  const text = `<zone>\n${interfaces.map((name) => `  <interface name="${name}"/>\n`).join('')}</zone>\n`;
  const file = noFile(`/etc/firewalld/zones/${zone}.xml`);
  return { zone, file: vendor ? file : { ...file, text }, text, interfaces };
}

function hostIn(firewalld: Partial<Firewalld>, ifcfg = plain, more: Partial<HostState> = {}): HostState {
  const zones = [zoneFile('public', []), zoneFile('work', [])];
  const running = { ...noFirewalld, status: 'running', defaultZone: 'public', zones } as const;
  return hostWith({ 'ifcfg-eth0': ifcfg }, { firewalld: { ...running, ...firewalld }, ...more });
}

const live = request({ activate: 'live' });

function create(state: HostState, asked = live) {
  return planCreateFirewalld(asked, contextOf(state, { uplink: asked.activate === 'live' ? link() : undefined }));
}

/** The paths and zones that the steps change. */
function changes(state: HostState, asked = live): readonly string[] {
  return create(state, asked).before.map((step) => {
    if (step.kind === 'firewalld-zone') return `${step.interface}: '${step.before}' -> '${step.after}'`;
    return step.kind === 'file' ? step.path : step.kind;
  });
}

const inWork = "br0: '' -> 'work'";
const workFile = '/etc/firewalld/zones/work.xml';

describe('the zone of a new bridge', () => {
  it('is the interface’s, wherever that is written', () => {
    const bound = { eth0: 'work' };
    assert.deepEqual(changes(hostIn({ bound, zones: [zoneFile('work', ['eth0'])] })), [inWork, workFile]);
    assert.deepEqual(changes(hostIn({ bound }, `${plain}ZONE=work\n`)), [inWork, workFile]);
    const managed = networkManager('running', { devices: { eth0: 'managed' } });
    assert.deepEqual(changes(hostIn({ bound }, plain, { networkManager: managed })), [inWork, workFile]);
  });

  it('is the default zone without a step', () => {
    assert.deepEqual(create(hostIn({})), { before: [], after: [], warnings: [] });
    assert.deepEqual(changes(hostIn({ bound: { eth0: 'public' } }, `${plain}ZONE=public\n`)), []);
  });

  it('is written for the next boot alone where only that is asked for, or where firewalld is stopped', () => {
    const zones = [zoneFile('work', ['eth0'])];
    assert.deepEqual(changes(hostIn({ bound: { eth0: 'work' }, zones }), request({ activate: 'boot' })), [workFile]);
    assert.deepEqual(changes(hostIn({ status: 'stopped', zones })), [workFile]);
  });

  it('is written into a file of its own where only the distribution has the zone', () => {
    const [, file] = create(hostIn({ bound: { eth0: 'work' }, zones: [zoneFile('work', ['eth0'], true)] })).before;
    assert.ok(file?.kind === 'file' && file.before === null && file.after?.includes('"br0"'));
  });

  it('is a Conflict if the bridge is in another, now or in the files', () => {
    const conflict = /^firewalld has 'br0' in zone 'drop' and 'eth0' in zone 'work'; take 'br0' out first with/;
    const now = hostIn({ bound: { eth0: 'work', br0: 'drop' } });
    assert.throws(() => create(now), { code: 'Conflict', message: conflict });
    const later = hostIn({ bound: { eth0: 'work' }, zones: [zoneFile('work', ['eth0']), zoneFile('drop', ['br0'])] });
    assert.throws(() => create(later), { code: 'Conflict', message: conflict });
  });

  it('is left alone for a bridge that is there', () => {
    assert.deepEqual(
      changes(hostIn({ bound: { eth0: 'work' } }, plain, { links: [link(), link({ name: 'br0' })] })),
      [],
    );
  });

  it('is not guessed: CommandFailed, or a warning where the change can be confirmed', () => {
    const silent = hostIn({ status: 'silent' });
    assert.throws(() => create(silent), { code: 'CommandFailed' });
    assert.match(create(silent, { ...live, confirmWithin: 60 }).warnings?.[0] ?? '', /does not say/);
  });

  it('comes with warnings of what lasts only for now, and of what names the interface itself', () => {
    const named = [{ where: "direct rule '-i eth0' in 'x'", words: ['-i', 'eth0'] }];
    const { warnings = [] } = create(hostIn({ bound: { eth0: 'work' }, named }));
    assert.match(warnings[0] ?? '', /'eth0' is in firewalld's zone 'work' only until .* are in 'public'/);
    assert.match(warnings[1] ?? '', /direct rule '-i eth0' .* names 'eth0' and is not changed/);
  });
});

describe('the zone of a bridge that is deleted', () => {
  const uplink = link({ master: 'br0' });

  it('is not left with a firewalld that does not say: CommandFailed, or a warning where the change can be confirmed', () => {
    const context = contextOf(hostIn({ status: 'silent' }), { uplink });
    assert.throws(() => planDeleteFirewalld(deletion(), context), { code: 'CommandFailed' });
    const { warnings } = planDeleteFirewalld({ ...deletion(), confirmWithin: 60 }, context);
    assert.deepEqual(warnings, [
      "firewalld does not say which zone 'br0' is in, so it stays there until firewalld starts again",
    ]);
  });

  it('is not taken from the bridge if it is not ours, and given to an interface that has none', () => {
    const state = hostIn({ bound: { br0: 'work' } });
    const { before, after } = planDeleteFirewalld(deletion(), contextOf(state, { uplink }));
    assert.deepEqual(before, [
      {
        kind: 'firewalld-zone',
        title: "put 'eth0' into firewalld's zone 'work', where 'br0' is",
        interface: 'eth0',
        before: '',
        after: 'work',
      },
    ]);
    assert.deepEqual(after, []);
  });

  it('leaves the interface in its own, and says so if that is another', () => {
    const state = hostIn({ bound: { br0: 'work', eth0: 'public' } });
    const { before, warnings = [] } = planDeleteFirewalld(deletion(), contextOf(state, { uplink }));
    assert.deepEqual(before, []);
    assert.match(warnings.join(), /'eth0' in zone 'public' and 'br0' in 'work'/);
  });

  it('is given to an interface that NetworkManager has put into the default zone as a port, and an undo puts it back there', () => {
    const manager = networkManager('running', { devices: { eth0: 'managed' } });
    const state = hostIn({ bound: { br0: 'work', eth0: 'public' } }, plain, { networkManager: manager });
    const { before, warnings = [] } = planDeleteFirewalld(deletion(), contextOf(state, { uplink }));
    const zones = before.map((step) =>
      step.kind === 'firewalld-zone' ? [step.interface, step.before, step.after] : [],
    );
    assert.deepEqual(zones, [['eth0', 'public', 'work']]);
    assert.deepEqual(warnings, []);
    const listed = hostIn({ ...state.firewalld, zones: [zoneFile('public', ['eth0'])] }, plain, {
      networkManager: manager,
    });
    assert.deepEqual(planDeleteFirewalld(deletion(), contextOf(listed, { uplink })).before, []);
  });
});

describe('what is wrong with the zone of a bridge', () => {
  const problems = (firewalld: Partial<Firewalld>, ifcfg = plain) =>
    firewalldProblems(expectationOf('br0', 'eth0', undefined), hostIn(firewalld, ifcfg)).map(({ status }) => status);

  it('is nothing where it is as written, or firewalld is absent', () => {
    const zones = [zoneFile('work', ['br0', 'eth0'])];
    assert.deepEqual(problems({ zones, bound: { br0: 'work' } }), []);
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems({ status: 'absent' }), []);
    assert.deepEqual(problems({ status: 'stopped', zones }), []);
  });

  it('is that it is another than is written, than the uplink’s, or only for now', () => {
    const zones = [zoneFile('work', ['br0', 'eth0'])];
    assert.deepEqual(problems({ zones, bound: { br0: 'drop' } }), ['fail']);
    assert.deepEqual(problems({ zones: [zoneFile('work', ['eth0'])] }), ['warn']);
    assert.deepEqual(problems({ bound: { br0: 'work', eth0: 'work' } }), ['warn']);
    assert.deepEqual(problems({ status: 'silent' }), ['warn']);
  });
});
