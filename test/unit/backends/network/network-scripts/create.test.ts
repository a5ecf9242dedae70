import assert from 'node:assert/strict';
import type { HostState } from '../../../../../src/model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../../src/model/requests.ts';
import { planCreateFiles } from '../../../../../src/backends/network/network-scripts/create-files.ts';
import { throwsCode } from '../../../support/throws.ts';
import {
  address,
  afterSteps,
  link,
  uplinkMac,
  defaultRoute,
  hostWith,
  networkFile,
  networkManager,
  request,
  filesOf,
  withFiles,
  type HostOptions,
} from '../../../support/host.ts';
import { plain, plan, planned, refusal } from './planning.ts';

describe('planning the files of a bridge', () => {
  it('writes the bridge first, beside the file of the interface, and no more open than that', () => {
    const host = hostWith({});
    const file = { ...networkFile('ifcfg-eth0', plain), mode: 0o600 };
    const { steps, alreadyWritten } = planCreateFiles(request(), withFiles(host, [file]));
    assert.equal(alreadyWritten, false);
    assert.deepEqual(
      steps.map(({ kind, path, before, mode }) => ({ kind, path, before, mode })),
      [
        { kind: 'file', path: '/etc/sysconfig/network-scripts/ifcfg-br0', before: null, mode: 0o600 },
        { kind: 'file', path: '/etc/sysconfig/network-scripts/ifcfg-eth0', before: plain, mode: 0o600 },
      ],
    );
  });

  it('accepts a bridge name with a hyphen', () => {
    assert.equal(plan({ 'ifcfg-eth0': plain }, { bridge: 'br-lan' as CreateBridgeRequest['bridge'] }).steps.length, 2);
  });

  it('never copies USERCTL to the bridge', () => {
    assert.equal(planned('USERCTL', { 'ifcfg-eth0': `${plain}USERCTL=yes\n` }), undefined);
  });

  it('never gives the bridge HWADDR, and pins the MAC address of the uplink', () => {
    assert.equal(planned('HWADDR', { 'ifcfg-eth0': plain }), undefined);
    assert.equal(planned('MACADDR', { 'ifcfg-eth0': plain }), uplinkMac);
  });

  it('knows the MAC of an image by its file alone', () => {
    const host = { live: false, links: [link({ mac: '02:00:00:00:00:01' })] };
    assert.equal(planned('MACADDR', { 'ifcfg-eth0': plain }, {}, host), uplinkMac);
    const without = plain.replace(/HWADDR.*\n/, '');
    assert.equal(planned('MACADDR', { 'ifcfg-eth0': without }, {}, host), undefined);
    assert.doesNotMatch(plan({ 'ifcfg-eth0': without }, {}, host).steps[1]?.after ?? '', /HWADDR/);
    refusal('Refused', { 'ifcfg-eth0': plain.replace(uplinkMac, 'none') }, {}, host);
  });

  it('says in the title what only the kernel had', () => {
    const links = [link({ addresses: [address('192.0.2.10/24'), address('192.0.2.11/24')] })];
    const title = (persist: CreateBridgeRequest['persist']) =>
      plan({ 'ifcfg-eth0': plain }, { activate: 'live', persist }, { links, routes: [defaultRoute('192.0.2.1')] })
        .steps[0]?.title ?? '';
    assert.match(
      title([]),
      /the default route by '192\.0\.2\.1', which the kernel has .* but without the address '192\.0\.2\.11\/24'/,
    );
    const named = title([{ family: 4, address: '192.0.2.11' }]);
    assert.match(named, /'192\.0\.2\.11\/24' and the default route by '192\.0\.2\.1', which the kernel has/);
    assert.doesNotMatch(named, /without/);
  });

  it('does not ask the kernel about the next boot', () => {
    const links = [link({ addresses: [address('192.0.2.99/24')] })];
    assert.equal(planned('IPADDR1', { 'ifcfg-eth0': plain }, { activate: 'boot' }, { links }), undefined);
  });

  it('leaves out what is learned from routers and the link itself', () => {
    const addresses = [
      address('192.0.2.10/24'),
      address('fe80::1/64', { scope: 'link' }),
      address('2001:db8::1/64', { temporary: true }),
    ];
    const routes = [defaultRoute('fe80::2', { protocol: 'ra' }), defaultRoute('192.0.2.3', { protocol: 'dhcp' })];
    const { steps } = plan({ 'ifcfg-eth0': plain }, { activate: 'live' }, { links: [link({ addresses })], routes });
    assert.doesNotMatch(steps[0]?.after ?? '', /fe80|2001|GATEWAY|GW/);
  });

  it('applies a gateway of /etc/sysconfig/network to every file', () => {
    const host = {
      links: [link({ addresses: [address('192.0.2.10/24')] })],
      routes: [defaultRoute('192.0.2.1')],
      networkDefaults: 'GATEWAY=192.0.2.1\n',
    };
    assert.equal(planned('GATEWAY', { 'ifcfg-eth0': plain }, { activate: 'live' }, host), undefined);
  });

  it('finishes what was begun: a port whose bridge has no file', () => {
    assert.equal(plan({ 'ifcfg-eth0': `${plain}BRIDGE=br0\n` }).steps.length, 2);
  });

  it('finishes what was begun: a bridge that its interface does not know yet', () => {
    const [first] = plan({ 'ifcfg-eth0': plain }).steps;
    const { steps } = plan({ 'ifcfg-eth0': plain, 'ifcfg-br0': first?.after ?? '' });
    assert.deepEqual(
      steps.map(({ path }) => path),
      ['/etc/sysconfig/network-scripts/ifcfg-eth0'],
    );
  });
});

describe('files that say already what is asked for', () => {
  const host = hostWith({ 'ifcfg-eth0': plain }, { networkManager: networkManager('stopped') });
  const written = afterSteps(host, planCreateFiles(request(), host).steps);
  const edited = (name: string, change: (text: string) => string): HostState =>
    withFiles(
      written,
      filesOf(written).map((file) => (file.name === name ? { ...file, text: change(file.text ?? '') } : file)),
    );

  it('are left alone when an administrator has reordered them and added to them', () => {
    const state = edited(
      'ifcfg-br0',
      (text) => `# ours\nPRIO=4096\n${text.split('\n').toReversed().join('\n')}\nDNS1=192.0.2.53\n`,
    );
    assert.deepEqual(planCreateFiles(request(), state), { steps: [], alreadyWritten: true });
  });

  it('may have been written by hand, without what is the default anyway', () => {
    const byHand = hostWith({
      'ifcfg-eth0': 'DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n',
      'ifcfg-br0': 'DEVICE=br0\nTYPE=Bridge\nBOOTPROTO=dhcp\nONBOOT=yes\nDELAY=0\n',
    });
    assert.deepEqual(planCreateFiles(request(), byHand), { steps: [], alreadyWritten: true });
  });

  const differences: readonly (readonly [string, RegExp, Partial<CreateBridgeRequest>, HostState])[] = [
    ['STP', /with STP 'off' instead of 'on'/, { stp: true, forwardDelay: 15 }, written],
    [
      'the delay',
      /a forward delay of '15' instead of '0'/,
      {},
      edited('ifcfg-br0', (text) => text.replace('DELAY=0', 'DELAY=15')),
    ],
    ['the MTU', /MTU in 'ifcfg-eth0' '' instead of '9000'/, { mtu: 9000 }, written],
    [
      'NetworkManager',
      /NM_CONTROLLED in 'ifcfg-br0' 'yes'/,
      {},
      edited('ifcfg-br0', (text) => text.replace('ED=no', 'ED=yes')),
    ],
    ['addresses', /addresses '192.0.2.10\/24' instead of ''/, { addressing: 'none' }, written],
    [
      'the type',
      /TYPE 'bridge' instead of 'Bridge'/,
      {},
      edited('ifcfg-br0', (text) => text.replace('Bridge', 'bridge')),
    ],
    ['the boot', /ONBOOT 'no'/, {}, edited('ifcfg-br0', (text) => text.replace('ONBOOT=yes', 'ONBOOT=no'))],
    [
      'the boot of the port',
      /ONBOOT in 'ifcfg-eth0' 'no'/,
      {},
      edited('ifcfg-eth0', (text) => text.replace('ONBOOT=yes', 'ONBOOT=no')),
    ],
    [
      'other addresses',
      /addresses '192.0.2.10\/24' instead of '192.0.2.11\/24'/,
      { addressing: 'static', addresses: [{ family: 4, address: '192.0.2.11', prefix: 24 }] },
      written,
    ],
    [
      'a gateway',
      /gateways '' instead of '192.0.2.1'/,
      { addressing: 'static', addresses: [{ family: 4, address: '192.0.2.10', prefix: 24 }], gateways: ['192.0.2.1'] },
      written,
    ],
    [
      'a DNS server',
      /DNS servers '' instead of '192.0.2.53'/,
      { addressing: 'static', addresses: [{ family: 4, address: '192.0.2.10', prefix: 24 }], dns: ['192.0.2.53'] },
      written,
    ],
  ];
  for (const [what, message, asked, state] of differences) {
    it(`differ in ${what}, and the error says so`, () => {
      assert.match(
        throwsCode('Exists', () => planCreateFiles(request(asked), state)),
        message,
      );
    });
  }

  it('are not compared in NM_CONTROLLED where NetworkManager is absent or not to be touched', () => {
    const state = edited('ifcfg-br0', (text) => text.replace('NM_CONTROLLED=no\n', ''));
    assert.ok(planCreateFiles(request(), { ...state, networkManager: networkManager('absent') }).alreadyWritten);
    assert.ok(planCreateFiles(request({ networkmanager: 'unchanged' }), state).alreadyWritten);
  });
});

describe('the delay of a bridge', () => {
  const rows: readonly (readonly [
    boolean,
    number,
    NonNullable<HostOptions['delayUnit']>,
    Record<string, string | undefined>,
  ])[] = [
    [false, 0, 'seconds', { STP: 'off', DELAY: '0', BRIDGING_OPTS: undefined }],
    [false, 0, 'centiseconds', { STP: 'off', DELAY: '0', BRIDGING_OPTS: undefined }],
    [true, 2, 'seconds', { STP: 'on', DELAY: '2', BRIDGING_OPTS: undefined }],
    [true, 30, 'seconds', { STP: 'on', DELAY: '30', BRIDGING_OPTS: undefined }],
    [true, 2, 'centiseconds', { STP: 'on', DELAY: undefined, BRIDGING_OPTS: "'forward_delay=200'" }],
    [true, 30, 'centiseconds', { STP: 'on', DELAY: undefined, BRIDGING_OPTS: "'forward_delay=3000'" }],
  ];
  for (const [stp, forwardDelay, delayUnit, expected] of rows) {
    it(`of ${forwardDelay} s is written so that a host which counts ${delayUnit} gets it`, () => {
      const host = hostWith({ 'ifcfg-eth0': plain }, { delayUnit });
      const asked = request({ stp, forwardDelay });
      for (const [key, value] of Object.entries(expected)) {
        assert.equal(planned(key, { 'ifcfg-eth0': plain }, { stp, forwardDelay }, { delayUnit }), value);
      }
      assert.ok(planCreateFiles(asked, afterSteps(host, planCreateFiles(asked, host).steps)).alreadyWritten);
    });
  }

  it('stands beside multicast snooping in BRIDGING_OPTS', () => {
    const files = { 'ifcfg-eth0': plain };
    const asked = { stp: true, forwardDelay: 2, multicastSnooping: false };
    const words = "'forward_delay=200 multicast_snooping=0'";
    assert.equal(planned('BRIDGING_OPTS', files, asked, { delayUnit: 'centiseconds' }), words);
    assert.equal(planned('BRIDGING_OPTS', files, { multicastSnooping: true }), "'multicast_snooping=1'");
    const host = hostWith(files);
    const after = afterSteps(host, planCreateFiles(request({ multicastSnooping: true }), host).steps);
    assert.ok(planCreateFiles(request({}), after).alreadyWritten);
    assert.ok(planCreateFiles(request({ multicastSnooping: true }), after).alreadyWritten);
    throwsCode('Exists', () => planCreateFiles(request({ multicastSnooping: false }), after));
  });

  it('is read in the unit of the host', () => {
    const files = {
      'ifcfg-eth0': `${plain}BRIDGE=br0\n`,
      'ifcfg-br0': 'DEVICE=br0\nTYPE=Bridge\nSTP=on\nDELAY=1500\n',
    };
    assert.ok(plan(files, { stp: true, forwardDelay: 15 }, { delayUnit: 'centiseconds' }).alreadyWritten);
    refusal('Exists', files, { stp: true, forwardDelay: 15 }, { delayUnit: 'seconds' });
  });
});
