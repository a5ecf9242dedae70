import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../../src/contract/errors.ts';
import type { BusValue } from '../../../../src/model/bus-value.ts';
import type { CreateBridgeRequest } from '../../../../src/model/requests.ts';
import { parseCreateBridge } from '../../../../src/operations/arguments/create-bridge.ts';
import { throwsCode } from '../../support/throws.ts';
import { options } from './variants.ts';

type Given = Readonly<Record<string, readonly [string, BusValue]>>;

function parse(given: Given = {}): CreateBridgeRequest {
  return parseCreateBridge(['br0', 'eth0', options(given)]);
}

/** Static addressing with these addresses, gateways and DNS servers. */
function fixed(addresses: readonly string[], gateways: readonly string[] = [], dns: readonly string[] = []): Given {
  return { addressing: ['s', 'static'], addresses: ['as', addresses], gateways: ['as', gateways], dns: ['as', dns] };
}

function refuses(code: ErrorCode, given: Given): string {
  return throwsCode(code, () => parse(given));
}

describe('the arguments of CreateBridge', () => {
  it('without options ask for what the interface has', () => {
    assert.deepEqual(parse(), {
      operation: 'CreateBridge',
      bridge: 'br0',
      interface: 'eth0',
      addressing: 'keep',
      addresses: [],
      gateways: [],
      dns: [],
      mtu: undefined,
      multicastSnooping: undefined,
      stp: false,
      forwardDelay: 0,
      bridgedTraffic: 'auto',
      hostFirewall: 'refuse',
      networkmanager: 'auto',
      persist: [],
      cloudInit: 'warn',
      libvirtNetwork: undefined,
      ports: [],
      adopt: false,
      activate: 'live',
      confirmWithin: 0,
      probe: [],
      dryRun: false,
    });
  });

  it('name addresses to persist with or without their prefix length, in canonical form', () => {
    assert.deepEqual(parse({ persist: ['as', ['192.0.2.100', '2001:DB8::1/128']] }).persist, [
      { family: 4, address: '192.0.2.100' },
      { family: 6, address: '2001:db8::1', prefix: 128 },
    ]);
    refuses('InvalidAddress', { persist: ['as', ['192.0.2.100/33']] });
    refuses('InvalidArgs', { addressing: ['s', 'none'], persist: ['as', ['192.0.2.100']] });
  });

  it('name further ports once each, and neither the bridge nor its interface', () => {
    refuses('InvalidArgs', { ports: ['as', ['eth1', 'eth1']] });
    refuses('InvalidArgs', { ports: ['as', ['eth0']] });
    refuses('Refused', { ports: ['as', ['br0']] });
    refuses('InvalidName', { ports: ['as', ['eth 1']] });
    refuses('LimitsExceeded', { ports: ['as', Array.from({ length: 17 }, (_, index) => `eth${index + 1}`)] });
  });

  it('take over a bridge with the addresses that it has, and without a restart', () => {
    refuses('InvalidArgs', { adopt: ['b', true], addressing: ['s', 'dhcp'] });
    refuses('InvalidArgs', { adopt: ['b', true], activate: ['s', 'restart'] });
    assert.equal(parse({ adopt: ['b', true], activate: ['s', 'boot'] }).adopt, true);
  });

  it('carry every option into the request, in canonical form', () => {
    const request = parse({
      ...fixed(['192.0.2.10/24', '2001:DB8::10/64'], ['192.0.2.1', 'FE80::1'], ['192.0.2.53', '2001:db8:0::53']),
      mtu: ['u', 9000],
      stp: ['b', true],
      'forward-delay': ['u', 4],
      'multicast-snooping': ['b', false],
      'bridged-traffic': ['s', 'bypass'],
      'host-firewall': ['s', 'follow'],
      networkmanager: ['s', 'disable'],
      'cloud-init': ['s', 'disable'],
      'libvirt-network': ['s', 'lan'],
      ports: ['as', ['eth1', 'eth2']],
      activate: ['s', 'boot'],
      'confirm-within': ['u', 90],
      probe: ['as', ['2001:DB8::7', '192.0.2.20', '2001:db8:0::7']],
      'dry-run': ['b', true],
    });
    assert.deepEqual(request, {
      operation: 'CreateBridge',
      bridge: 'br0',
      interface: 'eth0',
      addressing: 'static',
      addresses: [
        { family: 4, address: '192.0.2.10', prefix: 24 },
        { family: 6, address: '2001:db8::10', prefix: 64 },
      ],
      gateways: ['192.0.2.1', 'fe80::1'],
      dns: ['192.0.2.53', '2001:db8::53'],
      mtu: 9000,
      stp: true,
      forwardDelay: 4,
      multicastSnooping: false,
      bridgedTraffic: 'bypass',
      hostFirewall: 'follow',
      networkmanager: 'disable',
      persist: [],
      cloudInit: 'disable',
      libvirtNetwork: 'lan',
      ports: ['eth1', 'eth2'],
      adopt: false,
      activate: 'boot',
      confirmWithin: 90,
      probe: ['2001:db8::7', '192.0.2.20'],
      dryRun: true,
    });
  });

  it('become a deeply frozen request', () => {
    const request = parse(fixed(['192.0.2.10/24']));
    for (const part of [request, request.addresses, request.addresses[0], request.gateways]) {
      assert.ok(Object.isFrozen(part));
    }
  });

  it('are refused if a string or the dictionary has another type', () => {
    for (const args of [
      [],
      ['br0'],
      ['br0', 'eth0'],
      [1, 'eth0', new Map()],
      ['br0', 'eth0', []],
      ['br0', 'eth0', 'x'],
    ]) {
      throwsCode('InvalidArgs', () => parseCreateBridge(args));
    }
  });
});

describe('the names of CreateBridge', () => {
  const rows: readonly (readonly [ErrorCode, string, string])[] = [
    ['Refused', 'br0', 'br0'],
    ['Refused', 'virbr0', 'eth0'],
    ['Refused', 'VIRBR7', 'eth0'],
    ['Refused', 'br0', 'virbr0'],
    ['Refused', 'br0', 'lo'],
    ['Refused', 'br0', 'eth+'],
    ['ReservedName', 'vnet0', 'eth0'],
    ['InvalidName', 'br0;reboot', 'eth0'],
    ['InvalidName', 'br0', '../eth0'],
    ['NotFound', 'br0', 'eth0@if2'],
  ];
  for (const [code, bridge, port] of rows) {
    it(`answer ${code} to '${bridge}' on '${port}'`, () => {
      throwsCode(code, () => parseCreateBridge([bridge, port, new Map()]));
    });
  }

  it('are checked before the options, so that a NAT bridge is Refused whatever else is wrong', () => {
    throwsCode('Refused', () => parseCreateBridge(['virbr0', 'eth0', options({ foo: ['s', ''] })]));
  });
});

describe('the mtu of CreateBridge', () => {
  for (const mtu of [1280, 1500, 9000, 9216]) {
    it(`may be ${mtu}`, () => assert.equal(parse({ mtu: ['u', mtu] }).mtu, mtu));
  }
  for (const mtu of [0, 1, 67, 68, 1279, 9217, 65535, 65536, 4294967295]) {
    it(`can't be ${mtu}`, () => {
      refuses('OutOfRange', { mtu: ['u', mtu] });
    });
  }
});

describe('the forward delay of CreateBridge', () => {
  const accepted = [
    [false, undefined, 0],
    [false, 0, 0],
    [true, undefined, 15],
    [true, 2, 2],
    [true, 30, 30],
  ] as const;
  for (const [stp, given, expected] of accepted) {
    it(`is ${expected} s with STP ${stp} and ${given ?? 'none'} given`, () => {
      const delay: Given = given === undefined ? {} : { 'forward-delay': ['u', given] };
      assert.equal(parse({ stp: ['b', stp], ...delay }).forwardDelay, expected);
    });
  }
  for (const [stp, given] of [
    [true, 0],
    [true, 1],
    [true, 31],
    [true, 4294967295],
    [false, 1],
    [false, 2],
    [false, 15],
  ] as const) {
    it(`can't be ${given} s with STP ${stp}`, () => {
      refuses('OutOfRange', { stp: ['b', stp], 'forward-delay': ['u', given] });
    });
  }
});

describe('the time to confirm', () => {
  for (const seconds of [0, 10, 3600]) {
    it(`may be ${seconds} s`, () => assert.equal(parse({ 'confirm-within': ['u', seconds] }).confirmWithin, seconds));
  }
  for (const seconds of [1, 9, 3601, 4294967295]) {
    it(`can't be ${seconds} s`, () => {
      refuses('OutOfRange', { 'confirm-within': ['u', seconds] });
    });
  }
  it('is accepted for a change that waits for the next boot', () => {
    assert.equal(parse({ 'confirm-within': ['u', 60], activate: ['s', 'boot'] }).confirmWithin, 60);
  });
});

describe('static addresses', () => {
  it('are required with static addressing', () => {
    refuses('InvalidArgs', { addressing: ['s', 'static'] });
    refuses('InvalidArgs', fixed([], ['192.0.2.1']));
  });

  it('are refused with any other addressing', () => {
    for (const addressing of ['keep', 'none']) {
      for (const key of ['addresses', 'gateways', 'dns']) {
        const message = refuses('InvalidArgs', { addressing: ['s', addressing], [key]: ['as', ['192.0.2.10/24']] });
        assert.ok(message.includes(`'${key}'`) && message.includes(`'${addressing}'`));
      }
    }
  });

  it('may be explicitly empty', () => {
    assert.deepEqual(parse({ addresses: ['as', []], gateways: ['as', []], dns: ['as', []] }).addresses, []);
  });

  it('are checked one by one', () => {
    refuses('InvalidAddress', fixed(['192.0.2.10/24', '192.0.2.1/024']));
    refuses('InvalidAddress', fixed(['192.0.2.10/24'], ['192.0.2']));
    refuses('InvalidAddress', fixed(['192.0.2.10/24'], [], ['1.1.1.1\nsearch evil']));
  });

  it('are unique, in whatever form they are written', () => {
    refuses('InvalidArgs', fixed(['192.0.2.10/24', '192.0.2.10/24']));
    refuses('InvalidArgs', fixed(['192.0.2.10/24', '192.0.2.10/25']));
    refuses('InvalidArgs', fixed(['2001:db8::10/64', '2001:DB8:0::10/64']));
    refuses('InvalidArgs', fixed(['192.0.2.10/24'], [], ['192.0.2.1', '192.0.2.1']));
  });

  it('have at most one gateway per family', () => {
    refuses('InvalidArgs', fixed(['192.0.2.10/24'], ['192.0.2.1', '192.0.2.2']));
    refuses('InvalidArgs', fixed(['2001:db8::10/64'], ['2001:db8::1', 'fe80::1']));
    refuses('LimitsExceeded', fixed(['192.0.2.10/24'], ['192.0.2.1', '192.0.2.2', '192.0.2.3']));
  });

  const lost = ['198.51.100.1', '192.0.2.10', '192.0.2.0', '192.0.2.255', '2001:db8::1', 'fe80::1', '127.0.0.1'];
  for (const gateway of lost) {
    it(`can't reach the gateway ${gateway} from 192.0.2.10/24`, () => {
      refuses('OutOfRange', fixed(['192.0.2.10/24'], [gateway]));
    });
  }

  it('reach a gateway on any of their subnets, and a link-local one in IPv6', () => {
    assert.deepEqual(parse(fixed(['192.0.2.10/24', '198.51.100.9/24'], ['198.51.100.1'])).gateways, ['198.51.100.1']);
    assert.deepEqual(parse(fixed(['10.0.0.1/31'], ['10.0.0.0'])).gateways, ['10.0.0.0']);
    assert.deepEqual(parse(fixed(['2001:db8::10/64'], ['fe80::1'])).gateways, ['fe80::1']);
  });
});
