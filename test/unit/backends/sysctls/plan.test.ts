import assert from 'node:assert/strict';
import { noFilters } from '../../../../src/model/filters.ts';
import { noFile, type HostFile } from '../../../../src/model/host-file.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { Step } from '../../../../src/model/plan.ts';
import type { Transaction } from '../../../../src/model/transaction.ts';
import { dropInPath } from '../../../../src/model/sysctl-drop-in.ts';
import { planBypass } from '../../../../src/backends/firewall/bypass.ts';
import { carriedSettings } from '../../../../src/backends/sysctls/carried.ts';
import { planCreateSysctls } from '../../../../src/backends/sysctls/create.ts';
import { planDeleteSysctls } from '../../../../src/backends/sysctls/delete.ts';
import { planCreateLinks } from '../../../../src/backends/links/create.ts';
import { describeLine, partsOf } from '../../../../src/backends/links/batch.ts';
import { parseBridgeName, type InterfaceName } from '../../../../src/model/names.ts';
import { link, contextOf, defaultRoute, hostWith, networkManager, request } from '../../support/host.ts';

const fresh = {
  'ipv4/conf/rp_filter': '0',
  'ipv4/conf/mc_forwarding': '0',
  'ipv6/conf/accept_ra': '1',
  'ipv6/conf/autoconf': '1',
  'ipv6/conf/mtu': '1280',
  'ipv6/neigh/retrans_time': '250',
  'ipv6/neigh/retrans_time_ms': '1000',
};
const header = '# Written by bridgehead\n';
const portLines = 'net.ipv6.conf.eth0.accept_ra = 0\nnet.ipv6.conf.eth0.autoconf = 0\n';

function host(own: Readonly<Record<string, string>> = {}, text = '', more: Partial<HostState> = {}): HostState {
  const lan: HostFile = { ...noFile('/etc/sysctl.d/50-lan.conf'), text };
  return hostWith(
    {},
    {
      interfaceSysctls: { default: fresh, eth0: { ...fresh, ...own } },
      sysctlFiles: [lan],
      filters: { ...noFilters, folders: ['/etc/sysctl.d'] },
      ...more,
    },
  );
}

const context = (state: HostState, history: readonly Transaction[] = []) =>
  contextOf(state, { history, uplink: state.links[0] });

function created(state: HostState, asked = {}, earlier: readonly Step[] = []): readonly Step[] {
  return planCreateSysctls(request({ activate: 'live', ...asked }), { ...context(state), earlier }).before;
}

function dropInOf(steps: readonly Step[]): string | null | undefined {
  return steps.filter((step) => step.kind === 'file').find(({ path }) => path === dropInPath)?.after;
}

describe('the settings that a new bridge is given', () => {
  it('are those of its port that a new link does not get', () => {
    const state = host({ 'ipv4/conf/rp_filter': '2' });
    const setting = { path: 'net/ipv4/conf/br0/rp_filter', value: '2', kept: false };
    assert.deepEqual(carriedSettings('eth0', 'br0', state), [setting]);
  });

  it('are known to last where a file sets them', () => {
    const [setting] = carriedSettings(
      'eth0',
      'br0',
      host({ 'ipv4/conf/rp_filter': '2' }, 'net.ipv4.conf.eth0.rp_filter=2'),
    );
    assert.equal(setting?.kept, true);
  });

  it('are not the link’s own, and one of two names for the same', () => {
    const own = { 'ipv6/conf/mtu': '9000', 'ipv4/conf/mc_forwarding': '1', 'ipv6/neigh/retrans_time': '500' };
    assert.deepEqual(carriedSettings('eth0', 'br0', host(own)), []);
    const both = host({ 'ipv6/neigh/retrans_time': '500', 'ipv6/neigh/retrans_time_ms': '2000' });
    assert.deepEqual(
      carriedSettings('eth0', 'br0', both).map(({ path }) => path),
      ['net/ipv6/neigh/br0/retrans_time_ms'],
    );
  });

  it('have the kernel take advertisements that NetworkManager took for the port', () => {
    const off = { 'ipv6/conf/accept_ra': '0' };
    const routes = [defaultRoute('fe80::1', { family: 6, protocol: 'ra' })];
    assert.equal(carriedSettings('eth0', 'br0', host(off)).length, 1);
    assert.equal(carriedSettings('eth0', 'br0', host(off, '', { routes })).length, 1);
    const manager = networkManager('running', { devices: { eth0: 'managed' } });
    assert.deepEqual(carriedSettings('eth0', 'br0', host(off, '', { routes, networkManager: manager })), []);
  });

  it('are there before the bridge is up, and are shown as sysctl(8) takes them', () => {
    const state = host({ 'ipv4/conf/rp_filter': '2' });
    const { batch } = planCreateLinks(request({ activate: 'live' }), link(), state);
    const line = '# sysctl net/ipv4/conf/br0/rp_filter 2 unkept';
    assert.equal(batch[1], line);
    assert.match(describeLine(line), /^sysctl -w net\.ipv4\.conf\.br0\.rp_filter=2 {2}# only until the next boot/);
    const [first, second] = partsOf(batch);
    assert.deepEqual(first?.errands, [{ kind: 'sysctl', path: 'net/ipv4/conf/br0/rp_filter', value: '2' }]);
    assert.ok(second?.lines.includes('link set dev br0 up'));
  });

  it('hold the secret of stable addresses without showing it', () => {
    const { batch } = planCreateLinks(request(), link({ addressGeneration: 'stable_secret' }), host());
    assert.ok(batch.includes('# secret eth0 br0'));
    assert.deepEqual(partsOf(batch)[0]?.errands, [{ kind: 'secret', from: 'eth0', to: 'br0' }]);
  });

  it('are written to no other file than an interface’s', () => {
    for (const path of ['net/ipv4/conf/../rp_filter', 'kernel/core_pattern', 'net/ipv4/conf/a/b/c']) {
      assert.deepEqual(partsOf([`# sysctl ${path} 1`]), [{ lines: [`# sysctl ${path} 1`], errands: [] }]);
    }
  });
});

describe('the settings of a bridge at boot', () => {
  it('are those that a file gives its port, and the port takes no advertisements', () => {
    const steps = created(host({}, 'net.ipv4.conf.eth0.rp_filter = 2\nnet.ipv6.conf.eth0.accept_ra = 2\n'));
    const own = 'net.ipv4.conf.br0.rp_filter = 2\nnet.ipv6.conf.br0.accept_ra = 2\n';
    assert.equal(dropInOf(steps), `${header}# bridge br0\n${own}${portLines}`);
  });

  it('are not those that only the kernel has, or that a pattern gives both', () => {
    const steps = created(host({ 'ipv4/conf/rp_filter': '2' }, 'net.ipv4.conf.*.rp_filter = 1\n'));
    assert.equal(dropInOf(steps), `${header}# bridge br0\n${portLines}`);
  });

  it('come from a pattern that the bridge’s name does not match', () => {
    assert.match(dropInOf(created(host({}, 'net.ipv4.conf.eth*.rp_filter = 1\n'))) ?? '', /br0\.rp_filter = 1\n/);
  });

  it('stand beside what keeps bridged frames out of the firewall', () => {
    const firewall = planBypass('', true, 'br0', host());
    const text = dropInOf(created(host(), {}, firewall)) ?? '';
    assert.match(text, /bridge-nf-call-arptables = 0\n# bridge br0\nnet\.ipv6\.conf\.eth0/);
  });

  it('are for a name with a dot written as sysctl.d(5) has it', () => {
    const steps = created(host(), { interface: 'eth0.5' as InterfaceName });
    assert.match(dropInOf(steps) ?? '', /^net\.ipv6\.conf\.eth0\/5\.accept_ra = 0$/m);
  });
});

describe('the settings that only the kernel has', () => {
  const warningsOf = (activate: 'live' | 'restart', own: Record<string, string>, text = '', uplink = link()) => {
    const state = host(own, text, { links: [uplink] });
    return planCreateSysctls(request({ activate }), context(state)).warnings ?? [];
  };
  const filter = { 'ipv4/conf/rp_filter': '2' };

  it('are named where a restart makes the bridge, which loses them', () => {
    const [warning] = warningsOf('restart', filter);
    assert.match(warning ?? '', /: net\.ipv4\.conf\.br0\.rp_filter=2; set them/);
    const secret = link({ addressGeneration: 'stable_secret' });
    assert.match(warningsOf('restart', {}, '', secret)[0] ?? '', /: net\.ipv6\.conf\.br0\.stable_secret; set them/);
  });

  it('are not named where they move with the host, or where a file or NetworkManager sets them too', () => {
    assert.deepEqual(warningsOf('live', filter), []);
    assert.deepEqual(warningsOf('restart', filter, 'net.ipv4.conf.eth0.rp_filter = 2\n'), []);
    assert.deepEqual(warningsOf('restart', {}), []);
    const managed = networkManager('running', { devices: { eth0: 'managed' } });
    const state = host({ 'ipv6/conf/accept_ra': '0' }, '', { networkManager: managed, links: [link()] });
    const keeping = request({ activate: 'restart', networkmanager: 'keep' });
    assert.deepEqual(planCreateSysctls(keeping, context(state)).warnings, []);
  });
});

describe('a sysctl file that cannot be trusted', () => {
  it('is named, as it may set something for the port', () => {
    const file = { ...noFile('/etc/sysctl.d/60-x.conf'), problem: 'it does not belong to root' };
    const { warnings } = planCreateSysctls(request(), context(host({}, '', { sysctlFiles: [file] })));
    const text = "what file '/etc/sysctl.d/60-x.conf' sets for the interface is not kept for 'br0', because ";
    assert.deepEqual(warnings, [`${text}it does not belong to root; look at it`]);
  });
});

describe('the port’s settings in the kernel', () => {
  it('are changed as long as it is a port, and given back', () => {
    const steps = created(host());
    const keys = steps.flatMap((step) => (step.kind === 'sysctl' ? [[step.key, step.before, step.after]] : []));
    const expected = [
      ['net/ipv6/conf/eth0/accept_ra', '1', '0'],
      ['net/ipv6/conf/eth0/autoconf', '1', '0'],
    ];
    assert.deepEqual(keys, expected);
    const now = host({ 'ipv6/conf/accept_ra': '0', 'ipv6/conf/autoconf': '0' });
    const history = [{ ...transaction, plan: steps }];
    const back = planDeleteSysctls(deletion, context(now, history)).before;
    assert.deepEqual(
      back.flatMap((step) => (step.kind === 'sysctl' ? [[step.key, step.before, step.after]] : [])),
      expected.map(([key, before, after]) => [key, after, before]),
    );
  });

  it('are those of the bridge where the boot that made it changed them, whatever an earlier bridge did', () => {
    const was = created(host());
    const back = was.map((step) =>
      step.kind === 'sysctl' ? { ...step, before: step.after, after: step.before } : step,
    );
    const history: readonly Transaction[] = [
      { ...transaction, plan: [] },
      { ...transaction, operation: 'DeleteBridge', plan: back },
      { ...transaction, plan: was },
    ];
    const off = { 'ipv6/conf/accept_ra': '0', 'ipv6/conf/autoconf': '0' };
    const state = host({}, '', { interfaceSysctls: { eth0: { ...fresh, ...off }, br0: fresh } });
    const steps = planDeleteSysctls(deletion, context(state, history)).before;
    assert.deepEqual(
      steps.flatMap((step) => (step.kind === 'sysctl' ? [[step.key, step.after]] : [])),
      [
        ['net/ipv6/conf/eth0/accept_ra', '1'],
        ['net/ipv6/conf/eth0/autoconf', '1'],
      ],
    );
  });

  it('stay where they have been changed since', () => {
    const history = [{ ...transaction, plan: created(host()) }];
    const now = host({ 'ipv6/conf/accept_ra': '2', 'ipv6/conf/autoconf': '1' });
    assert.deepEqual(planDeleteSysctls(deletion, context(now, history)).before, []);
  });
});

describe('the settings that a boot gave the bridge, and not its port', () => {
  it('are the interface’s once it is no port any more', () => {
    const key = 'ipv6/conf/use_tempaddr';
    const state = host({}, '', { interfaceSysctls: { eth0: { ...fresh, [key]: '0' }, br0: { ...fresh, [key]: '2' } } });
    const steps = planDeleteSysctls(deletion, context(state, [transaction])).before;
    assert.deepEqual(
      steps.flatMap((step) => (step.kind === 'sysctl' ? [[step.key, step.before, step.after]] : [])),
      [['net/ipv6/conf/eth0/use_tempaddr', '0', '2']],
    );
  });
});

describe('the drop-in of several bridges', () => {
  const withText = (text: string): HostState => {
    const file = { ...noFile(dropInPath), text };
    return host({}, '', { filters: { ...noFilters, folders: ['/etc/sysctl.d'], files: [file] }, sysctlFiles: [file] });
  };
  const other = '# bridge br1\nnet.ipv6.conf.eth1.accept_ra = 0\n';

  it('has a section for each, by name', () => {
    assert.equal(dropInOf(created(withText(`${header}${other}`))), `${header}# bridge br0\n${portLines}${other}`);
  });

  it('loses that of a bridge that is deleted, and no other', () => {
    const steps = planDeleteSysctls(deletion, context(withText(`${header}# bridge br0\n${portLines}${other}`))).before;
    assert.equal(dropInOf(steps), `${header}${other}`);
  });

  it('goes with the last', () => {
    const steps = planDeleteSysctls(deletion, context(withText(`${header}# bridge br0\n${portLines}`))).before;
    assert.equal(dropInOf(steps), null);
  });

  it('is not written again where it says so', () => {
    assert.deepEqual(dropInOf(created(withText(`${header}# bridge br0\n${portLines}`))), undefined);
  });
});

describe('the settings of an interface whose bridge others have made', () => {
  const settings = (ofBridge: string): HostState =>
    host({}, '', { interfaceSysctls: { eth0: fresh, br0: { ...fresh, 'ipv6/conf/accept_ra': ofBridge } } });
  const restored = (state: HostState, history: readonly Transaction[] = []) =>
    planDeleteSysctls(deletion, context(state, history)).before.filter(({ kind }) => kind === 'sysctl');

  it('become the bridge’s, so that the host takes advertisements as it did', () => {
    const [step] = restored(settings('0'));
    assert.deepEqual(step?.kind === 'sysctl' && [step.key, step.after], ['net/ipv6/conf/eth0/accept_ra', '0']);
    assert.deepEqual(restored(settings('1')), []);
  });

  it('become the bridge’s where it is ours and we found them so: after a boot it alone has them', () => {
    assert.deepEqual(restored(settings('0'), [transaction]), restored(settings('0')));
  });

  it('stay where we had changed them, and they were changed since', () => {
    const key = 'net/ipv6/conf/eth0/accept_ra';
    const plan = [{ kind: 'sysctl', title: '', key, before: '2', after: '0' }] as const;
    assert.deepEqual(restored(settings('0'), [{ ...transaction, plan }]), []);
  });
});

const deletion = {
  operation: 'DeleteBridge' as const,
  bridge: parseBridgeName('br0'),
  activate: 'live' as const,
  confirmWithin: 0,
  probe: [],
  dryRun: false,
};
const transaction: Transaction = {
  ...{
    format: 1,
    id: 'ab'.repeat(16) as Transaction['id'],
    operation: 'CreateBridge',
    bridge: 'br0',
    interface: 'eth0',
  },
  ...{ uid: 0, time: 1, bootId: '', request: request(), plan: [], state: 'committed', deadline: undefined, report: [] },
};
