import assert from 'node:assert/strict';
import { parseSaved } from '../../../../src/backends/host-firewall/parse-saved.ts';
import { noDependents } from '../../../../src/model/dependents.ts';
import { noFilters } from '../../../../src/model/filters.ts';
import { noFirewalld } from '../../../../src/model/firewalld.ts';
import { noHostFirewall } from '../../../../src/model/host-firewall.ts';
import { noFile } from '../../../../src/model/host-file.ts';
import type { InterfaceName } from '../../../../src/model/names.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { planCreateBridge } from '../../../../src/operations/bridges/plan-create.ts';
import { address, networkManager, request, type HostOptions } from '../../support/host.ts';
import { dhclientOn } from '../../backends/dhclient/dhclient.ts';
import { vlanHost } from './uplinks.ts';

function plan(host: HostOptions, asked: Partial<CreateBridgeRequest> = {}, file?: string) {
  const files = file === undefined ? {} : { 'ifcfg-eth0.100': file };
  const uplink = { activate: 'live', interface: 'eth0.100' as InterfaceName } as const;
  return planCreateBridge(request({ ...uplink, ...asked }), vlanHost({ addresses: leased }, host, files), []);
}

const leased = [address('192.0.2.10/24', { dynamic: true, validLifetime: 3600 })];
const dhcp = 'DEVICE=eth0.100\nVLAN=yes\nONBOOT=yes\nBOOTPROTO=dhcp\n';
const withLease = { dhcp: dhclientOn('eth0.100') };

describe('a VLAN, whose name has a dot, gives its bridge', () => {
  it('its lease, and what dhclient is told of it', () => {
    const own = {
      ...noFile('/etc/dhcp/dhclient-eth0.100.conf'),
      text: 'interface "eth0.100" { send host-name "kvm"; }\n',
    };
    const { steps } = plan({ dhcp: { ...withLease.dhcp, configurations: [own] } }, {}, dhcp);
    const [end, start] = steps.filter((step) => step.kind === 'dhcp-client');
    assert.deepEqual(
      [end?.leaseFile, start?.leaseFile],
      ['/var/lib/dhclient/dhclient--eth0.100.lease', '/var/lib/dhclient/dhclient--br0.lease'],
    );
    assert.deepEqual(start?.leasesOf, { file: '/var/lib/dhclient/dhclient--eth0.100.lease', device: 'eth0.100' });
    const conf = steps.find((step) => step.kind === 'file' && step.path === '/etc/dhcp/dhclient-br0.conf');
    assert.equal(conf?.kind === 'file' && conf.after, 'interface "br0" { send host-name "kvm"; }\n');
  });

  it("the kernel's settings, now and at every boot", () => {
    const fresh = { 'ipv4/conf/rp_filter': '0', 'ipv6/conf/accept_ra': '1', 'ipv6/conf/autoconf': '1' };
    const { steps } = plan(
      {
        ...withLease,
        interfaceSysctls: { default: fresh, 'eth0.100': { ...fresh, 'ipv4/conf/rp_filter': '2' } },
        sysctlFiles: [{ ...noFile('/etc/sysctl.d/50-lan.conf'), text: 'net.ipv4.conf.eth0/100.rp_filter = 2\n' }],
        filters: { ...noFilters, folders: ['/etc/sysctl.d'] },
      },
      {},
      dhcp,
    );
    const dropIn = steps.find((step) => step.kind === 'file' && step.path.startsWith('/etc/sysctl.d/'));
    const lines = dropIn?.kind === 'file' ? (dropIn.after ?? '').split('\n') : [];
    assert.ok(lines.includes('net.ipv4.conf.br0.rp_filter = 2'));
    assert.ok(lines.includes('net.ipv6.conf.eth0/100.accept_ra = 0'));
    const links = steps.find((step) => step.kind === 'links');
    assert.ok(links?.batch.includes('# sysctl net/ipv4/conf/br0/rp_filter 2'));
    const keys = steps.flatMap((step) => (step.kind === 'sysctl' ? [step.key] : []));
    assert.ok(keys.includes('net/ipv6/conf/eth0.100/accept_ra'));
  });

  it("twins of the firewall's rules, and none of those that name the card below", () => {
    const rule = (name: string) => `-A INPUT -i ${name} -p tcp -m tcp --dport 22 -j ACCEPT`;
    const text = ['*filter', ':INPUT DROP [0:0]', rule('eth0.100'), rule('eth0'), 'COMMIT', ''].join('\n');
    const hostFirewall = { ...noHostFirewall, ...parseSaved('iptables', text) };
    const { steps } = plan({ ...withLease, hostFirewall }, { hostFirewall: 'follow' }, dhcp);
    const rules = steps.flatMap((step) => (step.kind === 'firewall-rules' ? step.rules : []));
    assert.equal(rules.length, 1);
  });

  it("its zone, NetworkManager's silence, and what is said of programs", () => {
    const mention = { program: 'radvd', path: '/etc/radvd.conf', line: 3, role: 'uses' } as const;
    const mentions = ['eth0.100', 'eth0'].map((name) => ({ ...mention, interface: name }));
    const { steps, warnings } = plan(
      {
        ...withLease,
        firewalld: {
          ...noFirewalld,
          status: 'running',
          defaultZone: 'public',
          bound: { 'eth0.100': 'work', eth0: 'drop' },
        },
        networkManager: networkManager('stopped'),
        dependents: { ...noDependents, mentions },
      },
      {},
      dhcp,
    );
    const zone = steps.find((step) => step.kind === 'firewalld-zone');
    assert.deepEqual([zone?.interface, zone?.after], ['br0', 'work']);
    const dropIn = steps.find((step) => step.kind === 'file' && step.path.endsWith('/90-bridgehead-br0.conf'));
    assert.ok(dropIn?.kind === 'file');
    assert.match(dropIn.after ?? '', /interface-name:eth0\.100;interface-name:br0$/m);
    const said = warnings.filter((sentence) => sentence.startsWith('radvd'));
    assert.deepEqual(
      said.map((sentence) => /'[^']*'/.exec(sentence)?.[0]),
      ["'eth0.100'"],
    );
  });
});
