import assert from 'node:assert/strict';
import { address, link, defaultRoute, type Files, type HostOptions } from '../../../support/host.ts';
import { plain, plan, planned, refusal } from './planning.ts';

describe('a host whose files cannot become those of a bridge', () => {
  const unsupported: readonly (readonly [string, Files, RegExp])[] = [
    ['no file', {}, /not configured by network-scripts/],
    ['BOOTP', { 'ifcfg-eth0': 'DEVICE=eth0\nBOOTPROTO="bootp"\n' }, /BOOTP/],
    ['a team', { 'ifcfg-eth0': `${plain}DEVICETYPE=Team\nTEAM_CONFIG='{}'\n` }, /is a team/],
    ["a port of Open vSwitch's", { 'ifcfg-eth0': `${plain}TYPE=OVSPort\nOVS_BRIDGE=ovs0\n` }, /Open vSwitch/],
    ['a bridge of Open vSwitch', { 'ifcfg-eth0': `${plain}TYPE=OVSBridge\nDEVICETYPE=ovs\n` }, /Open vSwitch/],
    ['another type', { 'ifcfg-eth0': `${plain}TYPE=xDSL\n` }, /Ethernet/],
    ['PPPoE', { 'ifcfg-eth0': plain, 'ifcfg-ppp0': 'DEVICE=ppp0\nTYPE=xDSL\nETH=eth0\n' }, /'ifcfg-ppp0'/],
    ['6to4', { 'ifcfg-eth0': `${plain}IPV6TO4INIT=yes\n` }, /6to4/],
    ['802.1X', { 'ifcfg-eth0': `${plain}KEY_MGMT=IEEE8021X\n` }, /802\.1X/],
  ];
  for (const [what, files, message] of unsupported) {
    it(`answers Unsupported to ${what}`, () => assert.match(refusal('Unsupported', files), message));
  }

  it('passes over backups', () => {
    const files = {
      'ifcfg-eth0': plain,
      'ifcfg-eth0.bak': plain,
      'ifcfg-eth0~': plain,
      'ifcfg-eth0.rpmsave': plain,
    };
    assert.equal(plan(files).steps.length, 2);
  });

  const refused: readonly (readonly [string, Files, HostOptions?])[] = [
    ['a command in the file', { 'ifcfg-eth0': `${plain}DNS1=$(curl http://192.0.2.1)\n` }],
    ['carriage returns', { 'ifcfg-eth0': plain.replaceAll('\n', '\r\n') }],
    ['a symbolic link', { 'ifcfg-eth0': { problem: 'it is a symbolic link' } }],
    ['a poisonous comment', { 'ifcfg-eth0': `# not DEVICE=eth1\n${plain}` }],
    ['an address that is none', { 'ifcfg-eth0': plain.replace('192.0.2.10', '192.0.2.010') }],
    ['a prefix that is none', { 'ifcfg-eth0': plain.replace('PREFIX=24', 'PREFIX=33') }],
    ['a mask that is none', { 'ifcfg-eth0': plain.replace('PREFIX=24', 'NETMASK=255.0.255.0') }],
    ['a value that cannot be moved', { 'ifcfg-eth0': `${plain}DOMAIN='a,b'\n` }],
    ['defaults that only a shell can read', { 'ifcfg-eth0': plain }, { networkDefaults: 'GATEWAY=$(cat /x)\n' }],
  ];
  for (const [what, files, host] of refused) {
    it(`answers Refused to ${what}`, () => refusal('Refused', files, {}, host));
  }

  it('does not mind a host name that only a shell can tell', () => {
    assert.equal(plan({ 'ifcfg-eth0': plain }, {}, { networkDefaults: 'HOSTNAME=$(hostname)\n' }).steps.length, 2);
  });

  const busy: readonly (readonly [string, string, RegExp])[] = [
    ['bridge', 'BRIDGE=br1', /bridge 'br1'; delete that bridge first/],
    ['bond', 'MASTER=bond0\nSLAVE=yes', /a port of bond 'bond0'; bridge the bond instead/],
    ['team', 'TEAM_MASTER=team0', /a port of team 'team0'; remove it from there first/],
  ];
  for (const [what, lines, message] of busy) {
    it(`answers Busy where the interface belongs to another ${what}, and names it`, () =>
      assert.match(refusal('Busy', { 'ifcfg-eth0': `${plain}${lines}\n` }), message));
  }

  const taken: readonly (readonly [string, Files])[] = [
    ['a file of that name', { 'ifcfg-br0': 'DEVICE=br0\nTYPE=Bridge\n' }],
    ['a file for that device', { 'ifcfg-lan': 'DEVICE=br0\nTYPE=Bridge\n' }],
    ['another interface on that bridge', { 'ifcfg-eth1': 'DEVICE=eth1\nBRIDGE=br0\n' }],
    ['routes of an older bridge', { 'route-br0': 'default via 192.0.2.1\n' }],
    ['an alias of an older bridge', { 'ifcfg-br0:1': 'IPADDR=192.0.2.20\n' }],
  ];
  for (const [what, files] of taken) {
    it(`answers Exists to ${what}`, () => refusal('Exists', { 'ifcfg-eth0': plain, ...files }));
  }
});

describe('a host whose files and kernel do not agree', () => {
  const live = { activate: 'live' } as const;
  const host = (cidrs: readonly string[], gateways: readonly string[] = []): HostOptions => ({
    links: [link({ addresses: cidrs.map((cidr) => address(cidr)) })],
    routes: gateways.map((gateway) => defaultRoute(gateway)),
  });

  const conflicts: readonly (readonly [string, string, HostOptions, RegExp])[] = [
    ['an address that is not live', plain, host([]), /'192\.0\.2\.10\/24', which the kernel lacks: it has none/],
    ['another address', plain, host(['192.0.2.20/24']), /'192\.0\.2\.10\/24'.* '192\.0\.2\.20\/24'/],
    ['another prefix', plain, host(['192.0.2.10/25']), /'192\.0\.2\.10\/24'.* '192\.0\.2\.10\/25'/],
    ['a gateway that is not live', `${plain}GATEWAY=192.0.2.1\n`, host(['192.0.2.10/24']), /'192\.0\.2\.1'.* no such/],
    [
      'another gateway',
      `${plain}GATEWAY=192.0.2.1\n`,
      host(['192.0.2.10/24'], ['192.0.2.2']),
      /'192\.0\.2\.1'.*'192\.0\.2\.2'/,
    ],
    ['several default routes', plain, host(['192.0.2.10/24'], ['192.0.2.1', '192.0.2.2']), /2 IPv4 default routes/],
    ['a gateway that no file can set', plain, host(['192.0.2.10/24'], ['198.51.100.1']), /'198\.51\.100\.1'/],
    ['another MTU', `${plain}MTU=9000\n`, host(['192.0.2.10/24']), /MTU to '9000'.* 1500/],
    [
      'another interface',
      plain.replace('56', '57'),
      host(['192.0.2.10/24']),
      /'52:54:00:12:34:57'.*'52:54:00:12:34:56'/,
    ],
  ];
  for (const [what, text, state, message] of conflicts) {
    it(`answers Conflict to ${what}, and names both sides`, () => {
      assert.match(refusal('Conflict', { 'ifcfg-eth0': text }, live, state), message);
    });
  }

  it('answers Conflict to an address behind a gap, which the addresses to persist would fill', () => {
    const text = `${plain}IPADDR4=192.0.2.14\nPREFIX4=24\n`;
    const persist = ['192.0.2.11', '192.0.2.12', '192.0.2.13'].map((one) => ({ family: 4, address: one }) as const);
    const state = host(['192.0.2.10/24', '192.0.2.11/24', '192.0.2.12/24', '192.0.2.13/24']);
    assert.match(refusal('Conflict', { 'ifcfg-eth0': text }, { ...live, persist }, state), /'192\.0\.2\.14\/24'/);
  });

  const unwritable = [
    ['an IPv6 default route without a gateway', defaultRoute(undefined, { family: 6 })],
    ['a default route by several interfaces', defaultRoute(undefined, { multipath: true })],
  ] as const;
  for (const [what, route] of unwritable) {
    it(`answers Unsupported to ${what}`, () => {
      refusal('Unsupported', { 'ifcfg-eth0': plain }, live, { ...host(['192.0.2.10/24']), routes: [route] });
    });
  }

  it('writes an IPv4 default route without a gateway as the files say it', () => {
    const state = { ...host(['192.0.2.10/24']), routes: [defaultRoute(undefined, { scope: 'link' })] };
    assert.equal(planned('GATEWAYDEV', { 'ifcfg-eth0': plain }, live, state), 'br0');
    assert.equal(planned('GATEWAYDEV', { 'ifcfg-eth0': `${plain}GATEWAYDEV=eth0\n` }, live, state), 'br0');
    const step = plan({ 'ifcfg-eth0': plain }, live, state).steps[0];
    assert.match(step?.title ?? '', /with the default route without a gateway, which the kernel has/);
  });

  it('answers Conflict where only the file, or only the kernel, has a gateway', () => {
    const [by, without] = [defaultRoute('192.0.2.1'), defaultRoute(undefined)];
    const texts = { by: `${plain}GATEWAY=192.0.2.1\n`, without: `${plain}GATEWAYDEV=eth0\n` };
    const home = host(['192.0.2.10/24']);
    const ofFile = refusal('Conflict', { 'ifcfg-eth0': texts.by }, live, { ...home, routes: [without] });
    assert.match(ofFile, /the gateway '192\.0\.2\.1', but the kernel has one without a gateway/);
    const ofKernel = refusal('Conflict', { 'ifcfg-eth0': texts.without }, live, { ...home, routes: [by] });
    assert.match(ofKernel, /GATEWAYDEV.*, but the kernel has one by '192\.0\.2\.1'/);
  });

  it('answers Conflict where /etc/sysconfig/network would add a default route to the given addresses', () => {
    const addresses = [{ family: 4, address: '192.0.2.99', prefix: 24 }] as const;
    const asked = { addressing: 'static', addresses } as const;
    const defaults = { networkDefaults: 'NETWORKING=yes\nGATEWAYDEV=eth0\n' };
    assert.match(
      refusal('Conflict', { 'ifcfg-eth0': plain }, asked, defaults),
      /'\/etc\/sysconfig\/network' would .*GATEWAYDEV/,
    );
  });

  it('answers Unsupported to an address with a peer', () => {
    const links = [link({ addresses: [address('192.0.2.10/24'), address('192.0.2.11/32', { peer: '192.0.2.12' })] })];
    refusal('Unsupported', { 'ifcfg-eth0': plain }, live, { links });
  });

  it('counts what is on the bridge already if the interface is its port', () => {
    const bridge = link({ index: 3, name: 'br0', kind: 'bridge', addresses: [address('192.0.2.10/24')] });
    const { steps } = plan({ 'ifcfg-eth0': plain }, live, { links: [link({ master: 'br0' }), bridge] });
    assert.equal(steps.length, 2);
  });

  it('goes by the request where that gives the addresses', () => {
    const asked = {
      ...live,
      addressing: 'static',
      addresses: [{ family: 4, address: '192.0.2.99', prefix: 24 }],
    } as const;
    assert.equal(planned('IPADDR', { 'ifcfg-eth0': plain }, asked, host(['192.0.2.50/24'])), '192.0.2.99');
  });
});
