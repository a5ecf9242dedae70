import assert from 'node:assert/strict';
import type { CreateBridgeRequest } from '../../../../../../src/model/requests.ts';
import { address, link, defaultRoute, type HostOptions } from '../../../../support/host.ts';
import { plain, plan, refusal } from '../planning.ts';

const live = { activate: 'live' } as const;
const bare = 'DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\n';
const named = (text: string): Pick<CreateBridgeRequest, 'persist'> => {
  const [one = '', prefix] = text.split('/');
  const family = one.includes(':') ? 6 : 4;
  return { persist: [{ family, address: one, ...(prefix === undefined ? {} : { prefix: Number(prefix) }) }] };
};
const host = (cidrs: readonly string[], gateways: readonly string[] = []): HostOptions => ({
  links: [link({ addresses: cidrs.map((cidr) => address(cidr)) })],
  routes: gateways.map((gateway) => defaultRoute(gateway)),
});
const written = (files: string, asked: Partial<CreateBridgeRequest>, state: HostOptions) => {
  const { steps, warnings = [] } = plan({ 'ifcfg-eth0': files }, asked, state);
  return { text: steps[0]?.after ?? '', title: steps[0]?.title ?? '', warnings };
};

describe('an address that only the kernel has', () => {
  const both = host(['192.0.2.10/24', '192.0.2.100/32']);

  it('is not written, and is named in the plan and in a warning', () => {
    const { text, title, warnings } = written(plain, live, both);
    assert.doesNotMatch(text, /192\.0\.2\.100/);
    assert.match(title, /but without the address '192\.0\.2\.100\/32', which only the kernel has/);
    assert.deepEqual(warnings, [
      "the address '192.0.2.100/32' is in the kernel only: it moves to 'br0' now, and is not there after the next boot; name it in 'persist' to keep it",
    ]);
  });

  it('is not called so where the file has it behind a gap, and the sentence says what to do', () => {
    const text = `${plain}IPADDR3=192.0.2.13\nPREFIX3=24\n`;
    const { title, warnings } = written(text, live, host(['192.0.2.10/24', '192.0.2.13/24']));
    assert.doesNotMatch(title, /only the kernel/);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /'192\.0\.2\.13\/24' stands in 'ifcfg-eth0' behind a gap .*; number the addresses/);
  });

  for (const text of ['192.0.2.100', '192.0.2.100/32']) {
    it(`is written where the caller names it: ${text}`, () => {
      const result = written(plain, { ...live, ...named(text) }, both);
      assert.match(result.text, /^IPADDR1=192\.0\.2\.100\nPREFIX1=32$/m);
      assert.deepEqual(result.warnings, []);
    });
  }

  it('is written for the next boot alone too where the caller names it', () => {
    assert.match(written(plain, named('192.0.2.100'), both).text, /^IPADDR1=192\.0\.2\.100$/m);
    assert.doesNotMatch(written(plain, {}, both).text, /192\.0\.2\.100/);
  });

  it('is named in a warning where another addressing takes it away', () => {
    const asked = (addressing: 'static' | 'dhcp' | 'none', cidrs: readonly string[] = []) => {
      const addresses = cidrs
        .map((cidr) => address(cidr))
        .map(({ family, address: one, prefix }) => {
          return { family, address: one, prefix };
        });
      return written(plain, { ...live, addressing, addresses }, both).warnings;
    };
    const [warning = '', ...more] = asked('static', ['192.0.2.20/24']);
    assert.match(
      warning,
      /^addressing 'static' takes away the address '192\.0\.2\.100\/32', .* 'ifcfg-eth0' lacks it; name/,
    );
    assert.deepEqual(more, []);
    assert.deepEqual(asked('static', ['192.0.2.20/24', '192.0.2.100/32']), []);
    assert.match(asked('dhcp')[0] ?? '', /^addressing 'dhcp' .* give it to 'br0' afterwards/);
    assert.match(asked('none')[0] ?? '', /^addressing 'none' takes away/);
  });

  it('may be one that the file has as well', () => {
    const result = written(plain, { ...live, ...named('192.0.2.10') }, host(['192.0.2.10/24']));
    assert.doesNotMatch(result.text, /IPADDR1/);
  });

  it('is NotFound where the interface lacks it, or has it with another prefix length', () => {
    for (const text of ['192.0.2.101', '192.0.2.100/24']) {
      assert.match(
        refusal('NotFound', { 'ifcfg-eth0': plain }, { ...live, ...named(text) }, both),
        /'persist'|to persist/,
      );
    }
    refusal('NotFound', { 'ifcfg-eth0': plain }, named('192.0.2.100'), { ...both, live: false });
  });

  it('is a Conflict where a router gave it', () => {
    const links = [
      link({ addresses: [address('192.0.2.10/24'), address('2001:db8::5/64', { dynamic: true, validLifetime: 60 })] }),
    ];
    refusal('Conflict', { 'ifcfg-eth0': plain }, { ...live, ...named('2001:db8::5') }, { links });
  });

  it('is lost by a restart, which the warning says', () => {
    const { warnings } = written(plain, { activate: 'restart' }, both);
    assert.match(warnings.join(), /the restart takes it away/);
  });
});

describe('a default route that only the kernel has', () => {
  it('is written where an address that is written reaches it', () => {
    assert.match(written(plain, live, host(['192.0.2.10/24'], ['192.0.2.1'])).text, /^GATEWAY=192\.0\.2\.1$/m);
  });

  it('is not where it needs an address that is not written, and comes along with that address', () => {
    const state = host(['192.0.2.10/24', '198.51.100.7/24'], ['198.51.100.1']);
    const { text, warnings } = written(plain, live, state);
    assert.doesNotMatch(text, /GATEWAY/);
    assert.match(warnings.join('\n'), /default route by '198\.51\.100\.1' is in the kernel only/);
  });

  it('is not made permanent where a routing daemon set it', () => {
    const routes = [defaultRoute('192.0.2.1', { protocol: 'bgp' })];
    const { text, warnings } = written(plain, live, { ...host(['192.0.2.10/24']), routes });
    assert.doesNotMatch(text, /GATEWAY/);
    assert.deepEqual(warnings, []);
  });

  it('makes a restart Refused that would lose it', () => {
    refusal('Refused', { 'ifcfg-eth0': bare }, { activate: 'restart' }, host(['192.0.2.10/24'], ['192.0.2.1']));
  });
});

describe('a host whose addresses are all set by hand', () => {
  const state = host(['192.0.2.10/24'], ['192.0.2.1']);

  it('has none after the next boot, as it had none before, and a warning says so', () => {
    const { text, warnings } = written(bare, live, state);
    assert.doesNotMatch(text, /IPADDR|GATEWAY/);
    assert.match(warnings.join('\n'), /'ifcfg-eth0' has no address, so 'br0' has none after the next boot/);
  });

  it('keeps all that the caller names, and the default route with it', () => {
    const { text, warnings } = written(bare, { ...live, ...named('192.0.2.10') }, state);
    assert.match(text, /^IPADDR=192\.0\.2\.10$/m);
    assert.match(text, /^GATEWAY=192\.0\.2\.1$/m);
    assert.deepEqual(warnings, []);
  });
});
