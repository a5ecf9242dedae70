import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import {
  anyOf,
  contains,
  isLinkLocal,
  isNetworkOrBroadcast,
  overlaps,
  parseAddress,
  parseCidr,
  parseMac,
} from '../../../src/model/addresses.ts';
import { throwsCode } from '../support/throws.ts';

describe('an address with its prefix', () => {
  const accepted = [
    ['192.0.2.1/24', { family: 4, address: '192.0.2.1', prefix: 24 }],
    ['10.0.0.0/31', { family: 4, address: '10.0.0.0', prefix: 31 }],
    ['10.0.0.1/31', { family: 4, address: '10.0.0.1', prefix: 31 }],
    ['192.0.2.255/32', { family: 4, address: '192.0.2.255', prefix: 32 }],
    ['223.255.255.1/8', { family: 4, address: '223.255.255.1', prefix: 8 }],
    ['2001:db8::1/64', { family: 6, address: '2001:db8::1', prefix: 64 }],
    ['2001:0DB8:0:0:0:0:0:10/64', { family: 6, address: '2001:db8::10', prefix: 64 }],
    ['fd00::1:0:0:1/128', { family: 6, address: 'fd00::1:0:0:1', prefix: 128 }],
    ['2001:db8::/127', { family: 6, address: '2001:db8::', prefix: 127 }],
  ] as const;
  for (const [text, cidr] of accepted) it(`accepts ${text}`, () => assert.deepEqual(parseCidr(text), cidr));

  const refused: readonly (readonly string[])[] = [
    ['192.0.2.1', '2001:db8::1'],
    ['192.0.2.1/33', '2001:db8::1/129', '192.0.2.1/-1', '192.0.2.1/', '192.0.2.1/24/24', '192.0.2.1/999'],
    ['192.0.2.1/0', '0.0.0.0/0', '0.0.0.0/8'],
    ['192.0.2.1/024', '192.0.2.1/+24', '192.0.2.1/24 ', '192.0.2.1/2e1', '192.0.2.1/0x18', '2001:db8::1/064'],
    ['192.0.2.0/24', '192.0.2.255/24', '10.0.0.0/30', '10.0.0.3/30', '2001:db8::/64', '2001:db8::4/126'],
    ['127.0.0.5/8', '224.0.0.1/24', '240.0.0.1/8', '255.255.255.255/32', '169.254.1.1/16', '0.1.2.3/24'],
    ['192.0.2.1/255.255.255.0'],
    ['::/0', '::1/128', '::/128', 'ff02::1/64', 'fe80::1/64', '::2/64', '::ffff:192.0.2.1/96', '::ffff:c000:201/128'],
    ['300.300.300.300', '300.300.300.300/24', '256.0.0.1/24'],
    ['192.0.2/24', '010.0.0.1/24', '0x7f.1/8', '3221225985/24', '1.2.3.4.5/24', '192.0.2.1 /24', ' 192.0.2.1/24'],
    ['2001:db8::1%eth0/64', '2001:db8:::1/64', '1:2:3:4:5:6:7:8:9/64', '2001:db8::g/64', '[2001:db8::1]/64', ''],
    ['192.0.2.1\n/24', '192.0.2.1/24\n', '192.0.2.1/24;id', '١٩٢.0.2.1/24', '/24', '/', 'a'.repeat(100_000)],
  ];
  for (const texts of refused) {
    for (const text of texts) {
      it(`refuses ${JSON.stringify(text).slice(0, 40)}`, () => {
        throwsCode('InvalidAddress', () => parseCidr(text));
      });
    }
  }

  it('is printed in the form in which it is parsed, for every address', () => {
    const octets = fc
      .ipV4()
      .filter((text) => /^(?:[1-9]|[1-9]\d|1[13-9]\d|12[0-689])\./.test(text) && !text.startsWith('169.254.'));
    const groups = fc.ipV6().filter((text) => /^[23]/.test(text) && !text.includes('.'));
    fc.assert(
      fc.property(octets, (text) =>
        assert.deepEqual(parseCidr(`${text}/32`), { family: 4, address: text, prefix: 32 }),
      ),
    );
    fc.assert(
      fc.property(groups, (text) => {
        const once = parseCidr(`${text}/128`);
        assert.deepEqual(parseCidr(`${once.address}/128`), once);
        assert.match(once.address, /^[0-9a-f:]+$/);
      }),
    );
  });
});

describe('a gateway or a DNS server', () => {
  for (const [text, address] of [
    ['192.0.2.1', '192.0.2.1'],
    ['127.0.0.53', '127.0.0.53'],
    ['FE80::1', 'fe80::1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::1', '::1'],
  ] as const) {
    it(`may be ${text}`, () => assert.equal(parseAddress(text).address, address));
  }

  const bad = [
    '1.1.1.1\nsearch evil',
    '1.1.1.1; id',
    'dns.example.org',
    '',
    '192.0.2.1/24',
    '1.1',
    '010.1.1.1',
    '01.1.1.1',
  ];
  const noMachine = ['0.0.0.0', '255.255.255.255', '224.0.0.251', '::', 'ff02::fb', '::ffff:1.1.1.1', 'fe80::1%eth0'];
  for (const text of [...bad, ...noMachine]) {
    it(`can't be ${JSON.stringify(text)}`, () => {
      throwsCode('InvalidAddress', () => parseAddress(text));
    });
  }

  it('is never accepted more leniently than by inet_pton', () => {
    const texts = fc.oneof(fc.stringMatching(/^[0-9a-f:.x]{0,20}$/), fc.ipV4Extended(), fc.ipV6(), fc.string());
    fc.assert(
      fc.property(texts, (text) => {
        if (!isIPv4(text) && !isIPv6(text)) throwsCode('InvalidAddress', () => parseAddress(text));
      }),
      { numRuns: 400 },
    );
  });
});

describe('networks', () => {
  const lan = parseCidr('192.0.2.10/24');
  const lan6 = parseCidr('2001:db8::10/64');

  it('contain their addresses and no others, in both families', () => {
    assert.ok(contains(lan, parseAddress('192.0.2.254')));
    assert.ok(!contains(lan, parseAddress('192.0.3.1')));
    assert.ok(contains(lan6, parseAddress('2001:db8::ffff')));
    assert.ok(!contains(lan6, parseAddress('2001:db8:0:1::1')));
    assert.ok(!contains(lan, parseAddress('2001:db8::1')));
    assert.ok(!contains(lan6, parseAddress('192.0.2.1')));
  });

  it('overlap if one lies in the other, in either order', () => {
    const libvirt = parseCidr('192.168.122.1/24');
    for (const [text, expected] of [
      ['192.168.122.200/24', true],
      ['192.168.0.1/16', true],
      ['192.168.122.129/25', true],
      ['192.168.123.1/24', false],
      ['2001:db8::1/64', false],
    ] as const) {
      assert.equal(overlaps(libvirt, parseCidr(text)), expected, text);
      assert.equal(overlaps(parseCidr(text), libvirt), expected, text);
    }
  });

  it('reserve their first address and the IPv4 broadcast, except the smallest networks', () => {
    const cases = [
      ['10.0.0.0', 24, true],
      ['10.0.0.255', 24, true],
      ['10.0.0.255', 16, false],
      ['10.0.0.0', 31, false],
      ['10.0.0.0', 32, false],
    ] as const;
    for (const [address, prefix, expected] of cases) {
      assert.equal(isNetworkOrBroadcast({ family: 4, address, prefix }), expected, `${address}/${prefix}`);
    }
    assert.ok(isNetworkOrBroadcast({ family: 6, address: '2001:db8::', prefix: 64 }));
    assert.ok(!isNetworkOrBroadcast({ family: 6, address: '2001:db8::ffff:ffff:ffff:ffff', prefix: 64 }));
    assert.ok(!isNetworkOrBroadcast({ family: 6, address: '2001:db8::', prefix: 127 }));
  });

  it('of the link alone are known', () => {
    assert.ok(isLinkLocal(parseAddress('fe80::1')));
    assert.ok(isLinkLocal(parseAddress('169.254.9.9')));
    assert.ok(!isLinkLocal(parseAddress('192.0.2.1')));
  });
});

describe('a MAC address', () => {
  it('is accepted', () => assert.equal(parseMac('52:54:00:00:00:01'), '52:54:00:00:00:01'));
  it('is converted to lower case', () => assert.equal(parseMac('AA:BB:CC:DD:EE:FF'), 'aa:bb:cc:dd:ee:ff'));

  const rows: readonly (readonly [ErrorCode, readonly string[]])[] = [
    ['InvalidAddress', ['52-54-00-00-00-01', '525400000001', '5254.0000.0001']],
    ['InvalidAddress', ['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff']],
    ['InvalidAddress', ['01:00:5e:00:00:01', '03:00:00:00:00:01']],
    ['InvalidAddress', ['52:54:00:00:00', '52:54:00:00:00:01:02', '']],
    ['Refused', ['fe:54:00:12:34:56', 'FE:54:00:12:34:56']],
    ['InvalidAddress', ['random', 'permanent', '52:54:00:00:00:0g', '52:54:00:00:00:01\n', '5:54:0:0:0:1']],
  ];
  for (const [code, texts] of rows) {
    for (const text of texts) {
      it(`is ${code} as ${JSON.stringify(text)}`, () => {
        throwsCode(code, () => parseMac(text));
      });
    }
  }
});

describe('the networks of thousands of addresses', () => {
  const networks = [
    ...Array.from({ length: 5000 }, (_, index) =>
      parseCidr(`10.${index >> 8}.${index & 255}.9/${index % 2 ? 24 : 30}`),
    ),
    parseCidr('2001:db8:1::10/64'),
    parseCidr('2001:db8:2::10/57'),
    { family: 4, address: '192.0.2.77', prefix: 32 } as const,
  ];
  const isIn = anyOf(networks);

  for (const text of ['10.0.1.200', '10.0.0.10', '10.0.0.12', '10.19.136.1', '192.0.2.77', '192.0.2.76', '8.8.8.8']) {
    it(`are known to hold an address or not: ${text}`, () => {
      const address = parseAddress(text);
      assert.equal(
        isIn(address),
        networks.some((network) => contains(network, address)),
      );
    });
  }

  it('are known to hold an address of IPv6 or not', () => {
    const held = ['2001:db8:1::ffff', '2001:db8:2:7f::1', '2001:db8:2:80::1', 'fe80::1'].map(parseAddress).map(isIn);
    assert.deepEqual(held, [true, true, false, false]);
  });

  it('may be all that there are, or none', () => {
    assert.ok(anyOf([{ family: 4, address: '0.0.0.0', prefix: 0 }])(parseAddress('198.51.100.1')));
    assert.ok(!anyOf([])(parseAddress('198.51.100.1')));
  });
});
