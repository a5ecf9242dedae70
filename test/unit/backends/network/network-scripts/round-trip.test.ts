import assert from 'node:assert/strict';
import { parseCidr } from '../../../../../src/model/addresses.ts';
import fc from 'fast-check';
import { parseIfcfg } from '../../../../../src/backends/network/ifcfg/parse.ts';
import {
  fileAddressing,
  type FileAddressing,
} from '../../../../../src/backends/network/network-scripts/addressing/file-addressing.ts';
import { planCreateFiles } from '../../../../../src/backends/network/network-scripts/create-files.ts';
import { planDeleteFiles } from '../../../../../src/backends/network/network-scripts/delete-files.ts';
import type { HostState } from '../../../../../src/model/host-state.ts';
import {
  address,
  afterSteps,
  link,
  uplinkMac,
  defaultRoute,
  hostWith,
  request,
  textsOf,
  filesOf,
} from '../../../support/host.ts';

const octet = fc.integer({ min: 1, max: 254 });
const address4 = fc.tuple(octet, fc.integer({ min: 8, max: 24 })).map(([last, prefix]) => `192.0.2.${last}/${prefix}`);
const address6 = fc
  .tuple(octet, fc.constantFrom(48, 64, 128))
  .map(([last, prefix]) => `2001:db8::${last.toString(16)}/${prefix}`);
const quotes = fc.constantFrom('', "'", '"');

interface Wish {
  readonly addresses4: readonly string[];
  readonly addresses6: readonly string[];
  readonly gateway: boolean;
  readonly extra: readonly string[];
  readonly quote: string;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  addresses4: fc.uniqueArray(address4, { maxLength: 4, selector: (cidr) => cidr.split('/')[0] }),
  addresses6: fc.uniqueArray(address6, { maxLength: 3, selector: (cidr) => cidr.split('/')[0] }),
  gateway: fc.boolean(),
  extra: fc.subarray([
    '# a comment',
    '',
    'ETHTOOL_OPTS="wol g"',
    'NAME="System eth0"',
    'ZONE=public',
    'DNS1=192.0.2.53',
    'MTU=1500',
    'USERCTL=no',
    '  MY_KEY=x',
    'DOMAIN="a b"',
  ]),
  quote: quotes,
});

function fileOf({ addresses4, addresses6, gateway, extra, quote }: Wish): string {
  const quoted = (key: string, value: string): string => `${key}=${quote}${value}${quote}`;
  const lines4 = addresses4.flatMap((cidr, index) => {
    const [text = '', prefix = ''] = cidr.split('/');
    const suffix = index === 0 ? '' : String(index);
    return [quoted(`IPADDR${suffix}`, text), quoted(`PREFIX${suffix}`, prefix)];
  });
  const [first, ...others] = addresses6;
  const lines6 =
    first === undefined
      ? []
      : ['IPV6INIT=yes', quoted('IPV6ADDR', first), `IPV6ADDR_SECONDARIES="${others.join(' ')}"`];
  const gateways = gateway && addresses4.length > 0 ? [quoted('GATEWAY', '192.0.2.1')] : [];
  return [
    'DEVICE=eth0',
    `HWADDR=${uplinkMac}`,
    'ONBOOT=yes',
    'BOOTPROTO=none',
    ...lines4,
    ...extra,
    ...lines6,
    ...gateways,
    '',
  ].join('\n');
}

function addressingOf(state: HostState, name: string, device: string): FileAddressing {
  const text = filesOf(state).find((file) => file.name === name)?.text ?? '';
  return fileAddressing({ name, get: parseIfcfg(name, text).get, getDefault: () => undefined }, device);
}

describe('the files of any host with static addresses', () => {
  it('give the bridge what they gave the interface, and give it back', () => {
    fc.assert(
      fc.property(wish, fc.boolean(), (wanted, stp) => {
        const before = hostWith({ 'ifcfg-eth0': fileOf(wanted) });
        const asked = request({ stp, forwardDelay: stp ? 15 : 0 });
        const { steps } = planCreateFiles(asked, before);
        const bridged = afterSteps(before, steps);
        const addressing = addressingOf(before, 'ifcfg-eth0', 'eth0');
        assert.deepEqual(addressingOf(bridged, 'ifcfg-br0', 'br0'), addressing);
        assert.deepEqual(addressingOf(bridged, 'ifcfg-eth0', 'eth0').addresses, []);
        assert.ok(planCreateFiles(asked, bridged).alreadyWritten);
        const saved = new Map(steps.map((step) => [step.path, step]));
        assert.deepEqual(textsOf(afterSteps(bridged, planDeleteFiles('br0', bridged, saved).steps)), textsOf(before));
        const planned = afterSteps(bridged, planDeleteFiles('br0', bridged, undefined).steps);
        assert.deepEqual(addressingOf(planned, 'ifcfg-eth0', 'eth0'), addressing);
        assert.equal(filesOf(planned).length, 1);
      }),
      { numRuns: 50 },
    );
  });

  it('say after the change what the kernel had and the caller named, whatever they lacked of it', () => {
    fc.assert(
      fc.property(wish, fc.nat(), (wanted, known) => {
        const all = [...wanted.addresses4, ...wanted.addresses6];
        const gateway = wanted.gateway && wanted.addresses4.length > 0;
        const links = [link({ addresses: all.map((cidr) => address(cidr)) })];
        const routes = gateway ? [defaultRoute('192.0.2.1')] : [];
        const inFile = {
          ...wanted,
          addresses4: wanted.addresses4.slice(0, known % 5),
          addresses6: wanted.addresses6.slice(0, known % 4),
        };
        const before = hostWith({ 'ifcfg-eth0': fileOf(inFile) }, { links, routes });
        const persist = all.map((cidr) => parseCidr(cidr));
        const bridged = afterSteps(before, planCreateFiles(request({ activate: 'live', persist }), before).steps);
        const written = addressingOf(bridged, 'ifcfg-br0', 'br0');
        assert.deepEqual(written.addresses.map((one) => `${one.address}/${one.prefix}`).toSorted(), all.toSorted());
        assert.equal(written.gateway4, gateway ? '192.0.2.1' : undefined);
      }),
      { numRuns: 50 },
    );
  });
});
